//! Passes the parts of a JSON value to the types that decode them.

use serde::de::value::StrDeserializer;
use serde::de::{self, DeserializeSeed, Deserializer, IntoDeserializer, Visitor};
use serde_json::{Map, Value};

use super::error::{DecodeError, expected_type};
use crate::messages::Expected;

/// The deserializer of a JSON value.
#[derive(Clone, Copy)]
pub(super) struct Reader<'a>(pub(super) &'a Value);

impl<'de> Deserializer<'de> for Reader<'_> {
    type Error = DecodeError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(flag) => visitor.visit_bool(*flag),
            Value::Number(number) => match (number.as_u64(), number.as_i64(), number.as_f64()) {
                (Some(number), _, _) => visitor.visit_u64(number),
                (None, Some(number), _) => visitor.visit_i64(number),
                (None, None, Some(number)) => visitor.visit_f64(number),
                (None, None, None) => Err(DecodeError::wrong_type(Expected::Number)),
            },
            Value::String(text) => {
                let wish = expected_type(&visitor);
                visitor.visit_str(text).map_err(|error: DecodeError| error.refined(wish))
            }
            Value::Array(items) => visitor.visit_seq(Items { items: items.iter(), place: 0 }),
            Value::Object(map) => visitor.visit_map(Members { members: map.iter(), value: None }),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        if self.0.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        match self.0 {
            Value::String(word) => visitor.visit_enum(Case { word, content: None }),
            Value::Object(map) => visitor.visit_enum(only(map)?),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => {
                Err(DecodeError::wrong_type(Expected::Text))
            }
        }
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq
        tuple tuple_struct map struct identifier ignored_any
    }
}

/// The case of an enum with content: an object with one member.
fn only(map: &Map<String, Value>) -> Result<Case<'_>, DecodeError> {
    let mut members = map.iter();
    match (members.next(), members.next()) {
        (Some((word, content)), None) => Ok(Case { word, content: Some(content) }),
        (None | Some(_), _) => Err(DecodeError::wrong_type(Expected::Text)),
    }
}

struct Items<'a> {
    items: std::slice::Iter<'a, Value>,
    place: usize,
}

impl<'de> de::SeqAccess<'de> for Items<'_> {
    type Error = DecodeError;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, DecodeError> {
        let Some(item) = self.items.next() else { return Ok(None) };
        let place = self.place;
        self.place = place.saturating_add(1);
        seed.deserialize(Reader(item)).map(Some).map_err(|error| error.inside(&place.to_string()))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.items.len())
    }
}

struct Members<'a> {
    members: serde_json::map::Iter<'a>,
    /// The member of the last key read.
    value: Option<(&'a str, &'a Value)>,
}

impl<'de> de::MapAccess<'de> for Members<'_> {
    type Error = DecodeError;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, DecodeError> {
        let Some((name, value)) = self.members.next() else { return Ok(None) };
        self.value = Some((name, value));
        let name: StrDeserializer<'_, DecodeError> = name.as_str().into_deserializer();
        seed.deserialize(name).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, DecodeError> {
        let (name, value) = self.value.take().unwrap_or(("", &Value::Null));
        seed.deserialize(Reader(value)).map_err(|error| error.inside(name))
    }
}

struct Case<'a> {
    word: &'a str,
    content: Option<&'a Value>,
}

impl<'de, 'a> de::EnumAccess<'de> for Case<'a> {
    type Error = DecodeError;
    type Variant = Content<'a>;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Content<'a>), DecodeError> {
        let word: StrDeserializer<'_, DecodeError> = self.word.into_deserializer();
        Ok((seed.deserialize(word)?, Content { word: self.word, content: self.content }))
    }
}

struct Content<'a> {
    word: &'a str,
    content: Option<&'a Value>,
}

impl<'de> de::VariantAccess<'de> for Content<'_> {
    type Error = DecodeError;

    fn unit_variant(self) -> Result<(), DecodeError> {
        match self.content {
            None | Some(Value::Null) => Ok(()),
            Some(_) => Err(DecodeError::wrong_type(Expected::Null).inside(self.word)),
        }
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, DecodeError> {
        let content = self.content.unwrap_or(&Value::Null);
        seed.deserialize(Reader(content)).map_err(|error| error.inside(self.word))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _length: usize, visitor: V) -> Result<V::Value, DecodeError> {
        let content = self.content.unwrap_or(&Value::Null);
        Reader(content).deserialize_any(visitor).map_err(|error| error.inside(self.word))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        let content = self.content.unwrap_or(&Value::Null);
        Reader(content).deserialize_any(visitor).map_err(|error| error.inside(self.word))
    }
}
