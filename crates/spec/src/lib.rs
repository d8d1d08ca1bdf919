//! Python requirement specifiers: versions, specifiers, markers, requirements and the files that hold them.
