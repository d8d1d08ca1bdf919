//! The imports of a file as bytes, to be kept instead of read again.

use haggle_spec::{Span, TextPosition};

use super::facts::{
    Import, ImportCondition, ImportContext, ImportedName, ImportedNames, PluginGroup, SourceScan,
};
use super::guard::{HandlerAction, ImportGuard, ImportHandler};
use super::loader::Loader;
use super::module::ModulePath;
use crate::error::{SourceError, SourceErrorKind};

const CONDITIONS: [ImportCondition; 4] = [
    ImportCondition::TypeChecking,
    ImportCondition::PythonVersion,
    ImportCondition::Platform,
    ImportCondition::Main,
];

const ACTIONS: [HandlerAction; 5] = [
    HandlerAction::Ignores,
    HandlerAction::Imports,
    HandlerAction::Assigns,
    HandlerAction::Raises,
    HandlerAction::Other,
];

const LOADERS: [Loader; 7] = [
    Loader::ImportModule,
    Loader::BuiltinImport,
    Loader::TryImport,
    Loader::FindSpec,
    Loader::ImportObject,
    Loader::ImportOrSkip,
    Loader::Patch,
];

impl SourceScan {
    /// Changes with every change of the bytes that [`to_bytes`](Self::to_bytes) makes, or of what is found in a file.
    pub const STORED_FORMAT: u32 = 1;

    /// The scan as bytes, for whoever keeps it by the content of its file.
    ///
    /// ```
    /// use haggle_scan::{SourceScan, imports};
    ///
    /// let scan = imports(b"try:\n    import six as s\nexcept ImportError:\n    pass\n");
    /// assert_eq!(SourceScan::from_bytes(&scan.to_bytes()), Some(scan));
    /// assert_eq!(SourceScan::from_bytes(b"\x05"), None);
    /// ```
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Writer(Vec::new());
        out.list(&self.imports, Writer::import);
        out.list(&self.plugin_groups, |out, group| {
            out.optional_text(group.group.as_deref());
            out.position(group.position);
            out.span(group.span);
        });
        out.flag(self.error.is_some());
        if let Some(error) = &self.error {
            out.span(error.span());
            out.one_of(&SourceErrorKind::ALL, &error.kind());
        }
        out.0
    }

    /// The scan that such bytes are of; `None` where they are others.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let mut input = Reader(bytes);
        let imports = input.list(Reader::import)?;
        let plugin_groups = input.list(|input| {
            let group = input.optional_text()?;
            Some(PluginGroup { group, position: input.position()?, span: input.span()? })
        })?;
        let error = if input.flag()? {
            let span = input.span()?;
            Some(SourceError::new(span.start, span.end, input.one_of(&SourceErrorKind::ALL)?))
        } else {
            None
        };
        input.0.is_empty().then_some(Self { imports, plugin_groups, error })
    }
}

struct Writer(Vec<u8>);

impl Writer {
    /// Seven bits a byte, the lowest first.
    fn number(&mut self, mut number: usize) {
        while number > 0x7f {
            self.0.push(0x80 | number.to_le_bytes()[0]);
            number >>= 7;
        }
        self.0.push(number.to_le_bytes()[0]);
    }

    fn flag(&mut self, flag: bool) {
        self.0.push(u8::from(flag));
    }

    fn text(&mut self, text: &str) {
        self.number(text.len());
        self.0.extend_from_slice(text.as_bytes());
    }

    fn optional_text(&mut self, text: Option<&str>) {
        self.flag(text.is_some());
        if let Some(text) = text {
            self.text(text);
        }
    }

    fn position(&mut self, position: TextPosition) {
        self.number(position.line);
        self.number(position.column);
    }

    fn span(&mut self, span: Span) {
        self.number(span.start);
        self.number(span.end);
    }

    fn one_of<T: PartialEq>(&mut self, all: &[T], one: &T) {
        self.number(all.iter().position(|other| other == one).unwrap_or(all.len()));
    }

    fn list<T>(&mut self, items: &[T], mut write: impl FnMut(&mut Self, &T)) {
        self.number(items.len());
        for item in items {
            write(self, item);
        }
    }

    fn import(&mut self, import: &Import) {
        self.flag(import.module.is_some());
        if let Some(module) = &import.module {
            self.number(module.level() as usize);
            self.text(module.dotted());
        }
        match &import.names {
            ImportedNames::Star => self.number(0),
            ImportedNames::Module { alias } => {
                self.number(1);
                self.optional_text(alias.as_deref());
            }
            ImportedNames::Names(names) => {
                self.number(2);
                self.list(names, |out, name| {
                    out.text(&name.name);
                    out.optional_text(name.alias.as_deref());
                });
            }
            ImportedNames::ByName(loader) => {
                self.number(3);
                self.one_of(&LOADERS, loader);
            }
        }
        self.position(import.position);
        self.span(import.span);
        let context = &import.context;
        self.flag(context.guard.is_some());
        if let Some(guard) = &context.guard {
            self.number(guard.line);
            self.list(&guard.handlers, |out, handler| {
                out.list(&handler.caught, |out, name| out.text(name));
                out.one_of(&ACTIONS, &handler.action);
            });
        }
        self.flag(context.is_fallback);
        self.flag(context.is_in_function);
        self.flag(context.condition.is_some());
        if let Some(condition) = &context.condition {
            self.one_of(&CONDITIONS, condition);
        }
    }
}

struct Reader<'a>(&'a [u8]);

impl Reader<'_> {
    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    fn number(&mut self) -> Option<usize> {
        let (mut number, mut shift) = (0_usize, 0);
        loop {
            let byte = self.byte()?;
            number |= usize::from(byte & 0x7f).checked_shl(shift)?;
            if byte < 0x80 {
                return Some(number);
            }
            shift += 7;
        }
    }

    fn flag(&mut self) -> Option<bool> {
        match self.byte()? {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }

    fn text(&mut self) -> Option<Box<str>> {
        let length = self.number()?;
        let (text, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        core::str::from_utf8(text).ok().map(Into::into)
    }

    #[expect(
        clippy::option_option,
        reason = "the outer one is a fault, the inner one a text that is not there"
    )]
    fn optional_text(&mut self) -> Option<Option<Box<str>>> {
        if self.flag()? { self.text().map(Some) } else { Some(None) }
    }

    fn position(&mut self) -> Option<TextPosition> {
        Some(TextPosition { line: self.number()?, column: self.number()? })
    }

    fn span(&mut self) -> Option<Span> {
        Some(Span::new(self.number()?, self.number()?))
    }

    fn one_of<T: Copy>(&mut self, all: &[T]) -> Option<T> {
        all.get(self.number()?).copied()
    }

    fn list<T>(&mut self, mut read: impl FnMut(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let length = self.number()?;
        // Bytes that claim a long list reserve nothing for it.
        let mut items = Vec::with_capacity(length.min(64));
        for _ in 0..length {
            items.push(read(self)?);
        }
        Some(items)
    }

    fn import(&mut self) -> Option<Import> {
        let module = if self.flag()? {
            let level = u32::try_from(self.number()?).ok()?;
            Some(ModulePath::new(level, self.text()?.into()))
        } else {
            None
        };
        let names =
            match self.number()? {
                0 => ImportedNames::Star,
                1 => ImportedNames::Module { alias: self.optional_text()? },
                2 => ImportedNames::Names(self.list(|input| {
                    Some(ImportedName { name: input.text()?, alias: input.optional_text()? })
                })?),
                3 => ImportedNames::ByName(self.one_of(&LOADERS)?),
                _ => return None,
            };
        let (position, span) = (self.position()?, self.span()?);
        let guard = if self.flag()? {
            let line = self.number()?;
            let handlers = self.list(|input| {
                Some(ImportHandler { caught: input.list(Reader::text)?, action: input.one_of(&ACTIONS)? })
            })?;
            Some(ImportGuard { line, handlers })
        } else {
            None
        };
        let (is_fallback, is_in_function) = (self.flag()?, self.flag()?);
        let condition = if self.flag()? { Some(self.one_of(&CONDITIONS)?) } else { None };
        let context = ImportContext { guard, is_fallback, is_in_function, condition };
        Some(Import { module, names, position, span, context })
    }
}
