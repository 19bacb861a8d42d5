//! Words that stand inside other messages.

use super::messages;

messages! {
    /// What a value must be.
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
    /// A thing that somebody changes.
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
