//! Words for use inside other messages.

use super::messages;

messages! {
    /// The required form of a value.
    "expected" Expected {
        Text = "text",
        Number = "number",
        WholeNumber = "whole_number",
        NaturalNumber = "natural_number",
        Boolean = "boolean",
        List = "list",
        Object = "object",
        Id = "id",
        Date = "date",
        Instant = "instant",
        Null = "null",
        Other = "other_value",
    }
}

messages! {
    /// The name of an object that a user changes.
    "nouns" Noun {
        Issue = "issue",
        Draft = "draft",
        Case = "case",
        Merger = "merger",
        Proposal = "proposal",
        Organization = "organization",
        Task = "task",
        Asset = "asset",
        Correction = "correction",
        Person = "person",
    }
}
