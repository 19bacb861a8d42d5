//! Sets of parameters read by one extractor. The framework writes one parameter for each argument
//! of a handler; [`crate::contract`] expands a set into its parameters.

use poem_openapi::registry::{MetaSchema, MetaSchemaRef};

/// Schema format that marks a set in the framework's document.
pub(crate) const FORMAT: &str = "parameter-set";

/// A parameter of a set.
#[derive(Debug)]
pub struct Parameter {
    /// Name in the contract.
    pub name: &'static str,
    /// Description; may be empty.
    pub description: &'static str,
    /// Schema of the value.
    pub schema: MetaSchemaRef,
}

impl Default for Parameter {
    fn default() -> Self {
        Self { name: "", description: "", schema: MetaSchemaRef::Inline(Box::new(MetaSchema::ANY)) }
    }
}

/// Parameters of an extractor in the order of the contract. All are optional.
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

/// Defines a struct of optional query parameters as a handler argument. The doc comments of its
/// fields become descriptions in the contract.
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
