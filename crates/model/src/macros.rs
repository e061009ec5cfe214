//! The two tables of the model: codes and record types, each declared once.

/// Declares a newtype per codelist, with constants for the codes that a rule names.
macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident $list:tt { $($(#[$code_doc:meta])* $constant:ident = $code:literal),* $(,)? })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(std::borrow::Cow<'static, str>);

        impl $name {
            $($(#[$code_doc])* pub const $constant: Self = Self(std::borrow::Cow::Borrowed($code));)*

            /// Any code, known or not.
            #[must_use]
            pub fn new(code: impl Into<String>) -> Self {
                Self(std::borrow::Cow::Owned(code.into()))
            }
        }

        impl crate::codes::Code for $name {
            const LIST: Option<&'static str> = codes!(@list $list);

            fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl crate::values::FieldValue for $name {
            const CODELIST: Option<&'static str> = <Self as crate::codes::Code>::LIST;

            fn read(value: &serde_json::Value, path: &str, issues: &mut Vec<crate::record::Issue>) -> Option<Self> {
                crate::values::read_code(value, path, issues).map(|code| Self(std::borrow::Cow::Owned(code)))
            }

            fn write(&self) -> serde_json::Value {
                serde_json::Value::String(self.0.clone().into_owned())
            }
        }
    )*};
    (@list none) => { None };
    (@list $list:literal) => { Some($list) };
}

/// Declares a group of fields: a struct whose fields are all optional, how to read and write it, and what the model
/// knows of each field. A personal, sensitive or critical field says why it is kept.
///
/// ```text
/// started_at "startedAt": At, Normal, from "in_progress", group "times";
/// text "text": Text<500>, Sensitive "what the team must know", from "recorded";
/// ```
macro_rules! fields {
    (
        $(#[$doc:meta])* $name:ident {
            $($(#[$field_doc:meta])* $field:ident $wire:literal: $ty:ty, $class:ident $($reason:literal)?
                $(, from $from:literal)? $(, group $group:literal)?;)*
        }
    ) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq)]
        pub struct $name {
            $($(#[$field_doc])* #[doc = concat!("On the wire `", $wire, "`.")] pub $field: Option<$ty>,)*
        }

        impl $name {
            /// Every field, in the order of the forms.
            pub const FIELDS: &'static [crate::record::FieldSpec] = &[$(crate::record::FieldSpec {
                name: $wire,
                class: crate::record::DataClass::$class,
                reason: concat!($($reason)?),
                group: fields!(@or $wire $($group)?),
                mandatory_from: fields!(@option $($from)?),
                codelist: <$ty as crate::values::FieldValue>::CODELIST,
                set: <$ty as crate::values::FieldValue>::IS_SET,
                check: crate::values::check::<$ty>,
            }),*];

            /// Field names in Rust and on the wire.
            #[cfg(test)]
            pub(crate) const NAMES: &'static [(&'static str, &'static str)] = &[$((stringify!($field), $wire)),*];

            /// Reads the fields; what is absent or null stays `None`, what this version does not know is left alone.
            ///
            /// # Errors
            /// Every field that cannot be read.
            pub fn parse(fields: &crate::record::Fields) -> Result<Self, Vec<crate::record::Issue>> {
                let mut issues = Vec::new();
                let read = Self::read_at(&|name| fields.get(name), "", &mut issues);
                if issues.is_empty() { Ok(read) } else { Err(issues) }
            }

            /// Reads what can be read; what cannot stays `None`.
            #[must_use]
            pub fn lenient(fields: &crate::record::Fields) -> Self {
                Self::read_at(&|name| fields.get(name), "", &mut Vec::new())
            }

            /// The fields that are set, for a record.
            #[must_use]
            pub fn to_fields(&self) -> crate::record::Fields {
                let mut fields = crate::record::Fields::new();
                $(if let Some(value) = &self.$field {
                    fields.insert($wire.to_owned(), crate::values::FieldValue::write(value));
                })*
                fields
            }

            pub(crate) fn read_at<'a>(
                get: &dyn Fn(&str) -> Option<&'a serde_json::Value>,
                path: &str,
                issues: &mut Vec<crate::record::Issue>,
            ) -> Self {
                Self { $($field: crate::values::read_field(get($wire), path, $wire, issues),)* }
            }
        }
    };
    (@or $wire:literal) => { $wire };
    (@or $wire:literal $group:literal) => { $group };
    (@option) => { None };
    (@option $from:literal) => { Some($from) };
}

/// Declares a record type: its fields as [`fields!`] and a `TYPE` with what the model knows of it.
macro_rules! record {
    (
        $(#[$doc:meta])* $name:ident $code:literal $merge:ident $service:expr, $states:expr; { $($body:tt)* }
    ) => {
        fields! { $(#[$doc])* $name { $($body)* } }

        impl $name {
            /// What the model knows of this type.
            pub const TYPE: crate::record::TypeInfo = crate::record::TypeInfo {
                code: $code,
                merge: crate::record::MergeClass::$merge,
                service: $service,
                schema_version: 1,
                fields: Self::FIELDS,
                states: $states,
            };
        }
    };
}

/// Declares an object inside a field.
macro_rules! object {
    ($(#[$doc:meta])* $name:ident { $($body:tt)* }) => {
        fields! { $(#[$doc])* $name { $($body)* } }

        impl crate::values::FieldValue for $name {
            fn read(value: &serde_json::Value, path: &str, issues: &mut Vec<crate::record::Issue>) -> Option<Self> {
                let Some(object) = value.as_object() else {
                    crate::values::wrong_type(path, issues);
                    return None;
                };
                let before = issues.len();
                let read = Self::read_at(&|name| object.get(name), path, issues);
                for spec in Self::FIELDS.iter().filter(|spec| spec.mandatory_from.is_some()) {
                    if object.get(spec.name).is_none_or(serde_json::Value::is_null) {
                        crate::values::missing(path, spec.name, issues);
                    }
                }
                (issues.len() == before).then_some(read)
            }

            fn write(&self) -> serde_json::Value {
                serde_json::Value::Object(self.to_fields().into_iter().collect())
            }
        }
    };
}
