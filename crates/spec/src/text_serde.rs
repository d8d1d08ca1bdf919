//! Serialising what has a text as that text.

use core::fmt;
use core::marker::PhantomData;
use core::str::FromStr;

use serde::de::{Deserialize, Deserializer, Error, Visitor};
use serde::ser::{Serialize, Serializer};

struct TextVisitor<T>(PhantomData<T>);

impl<T> Visitor<'_> for TextVisitor<T>
where
    T: FromStr,
    T::Err: fmt::Display,
{
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        text.parse().map_err(|error: T::Err| {
            let message = error.to_string();
            let names_text = message.contains(&text.escape_debug().to_string());
            if names_text { E::custom(message) } else { E::custom(format_args!("{message}: `{text}`")) }
        })
    }
}

macro_rules! as_text {
    ($($type:ty => $write:expr;)*) => {$(
        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let write: fn(&$type) -> String = $write;
                serializer.serialize_str(&write(self))
            }
        }

        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_str(TextVisitor(PhantomData))
            }
        }
    )*};
}

as_text! {
    crate::PackageName => ToString::to_string;
    crate::ExtraName => ToString::to_string;
    crate::Version => |version| version.as_written().into_owned();
    crate::Specifier => ToString::to_string;
    crate::SpecifierSet => ToString::to_string;
    crate::VersionSet => ToString::to_string;
    crate::Marker => ToString::to_string;
    crate::Requirement => ToString::to_string;
    crate::Tag => ToString::to_string;
    crate::release::ReleaseId => crate::release::ReleaseId::as_written;
}

#[cfg(feature = "cargo")]
as_text! {
    crate::cargo::CargoVersion => ToString::to_string;
    crate::cargo::CargoRequirement => ToString::to_string;
}
