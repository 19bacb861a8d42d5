//! Several parameters read by one extractor. The framework writes one parameter for each argument
//! of a handler; a set is written as one parameter that [`crate::contract`] takes apart.

use poem_openapi::registry::{MetaSchema, MetaSchemaRef};

/// Marks the schema of a set in the document of the framework.
pub(crate) const FORMAT: &str = "parameter-set";

/// A parameter of a set.
#[derive(Debug)]
pub struct Parameter {
    /// The name, as the contract writes it.
    pub name: &'static str,
    /// What the parameter means; empty when its name says it.
    pub description: &'static str,
    /// What may be sent.
    pub schema: MetaSchemaRef,
}

impl Default for Parameter {
    fn default() -> Self {
        Self { name: "", description: "", schema: MetaSchemaRef::Inline(Box::new(MetaSchema::ANY)) }
    }
}

/// The parameters of an extractor, in the order of the contract. All of them may be left out.
#[derive(Debug)]
pub struct ParameterSet(pub Vec<Parameter>);

impl ParameterSet {
    /// The set as the schema of one parameter.
    #[must_use]
    pub fn schema(self) -> MetaSchemaRef {
        let parameter = |parameter: Parameter| {
            let description = Some(parameter.description.trim()).filter(|said| !said.is_empty());
            let title = Some(parameter.name.to_owned());
            let all_of = vec![parameter.schema];
            MetaSchemaRef::Inline(Box::new(MetaSchema { title, description, all_of, ..MetaSchema::ANY }))
        };
        let all_of = self.0.into_iter().map(parameter).collect();
        MetaSchemaRef::Inline(Box::new(MetaSchema { all_of, format: Some(FORMAT), ..MetaSchema::ANY }))
    }
}

/// A struct of query parameters that may all be left out, as an argument of a handler. The doc
/// comments of its fields stand in the contract.
macro_rules! query_parameters {
    (
        $(#[$attribute:meta])*
        $visibility:vis struct $name:ident {
            $( $(#[doc = $text:literal])* $field_visibility:vis $field:ident: Option<$type:ty>, )*
        }
    ) => {
        $(#[$attribute])*
        $visibility struct $name {
            $( $(#[doc = $text])* $field_visibility $field: Option<$type>, )*
        }

        impl<'a> poem_openapi::ApiExtractor<'a> for $name {
            const TYPES: &'static [poem_openapi::ApiExtractorType] =
                &[poem_openapi::ApiExtractorType::Parameter];
            type ParamType = ();
            type ParamRawType = ();

            fn register(registry: &mut poem_openapi::registry::Registry) {
                $( <$type as poem_openapi::types::Type>::register(registry); )*
            }

            fn param_in() -> Option<poem_openapi::registry::MetaParamIn> {
                Some(poem_openapi::registry::MetaParamIn::Query)
            }

            fn param_schema_ref() -> Option<poem_openapi::registry::MetaSchemaRef> {
                let parameters = vec![$( $crate::parameter_set::Parameter {
                    name: stringify!($field),
                    description: concat!($($text, "\n"),*),
                    schema: <$type as poem_openapi::types::Type>::schema_ref(),
                }, )*];
                Some($crate::parameter_set::ParameterSet(parameters).schema())
            }

            async fn from_request(
                request: &'a poem::Request,
                body: &mut poem::RequestBody,
                _options: poem_openapi::ExtractParamOptions<()>,
            ) -> poem::Result<Self> {
                $(
                    let options = poem_openapi::ExtractParamOptions {
                        name: stringify!($field),
                        ..Default::default()
                    };
                    let $field =
                        poem_openapi::param::Query::<Option<$type>>::from_request(request, body, options).await?.0;
                )*
                Ok(Self { $( $field, )* })
            }
        }
    };
}

pub(crate) use query_parameters;
