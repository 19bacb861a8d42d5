//! Reads tiles according to the standard, without any code of the server.

use std::collections::BTreeMap;

use serde_json::{Value, json};

/// A feature of a tile.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Drawn {
    pub(crate) layer: String,
    /// 1 point, 2 line, 3 area.
    pub(crate) sort: u64,
    /// Points, lines or rings, in units of the tile.
    pub(crate) paths: Vec<Vec<(i64, i64)>>,
    pub(crate) tags: BTreeMap<String, Value>,
}

impl Drawn {
    pub(crate) fn count(&self) -> u64 {
        self.tags.get("count").map_or(1, |count| count.as_u64().unwrap())
    }

    pub(crate) fn text(&self, name: &str) -> &str {
        self.tags.get(name).and_then(Value::as_str).unwrap_or_default()
    }

    /// Whether its first position is within the edges of the tile.
    pub(crate) fn is_within(&self) -> bool {
        let (x, y) = self.paths[0][0];
        (0..4096).contains(&x) && (0..4096).contains(&y)
    }
}

/// The features of a tile.
pub(crate) fn read(tile: &[u8]) -> Vec<Drawn> {
    Message(tile).fields().into_iter().flat_map(|(_, layer)| layer_of(layer.bytes())).collect()
}

fn layer_of(bytes: &[u8]) -> Vec<Drawn> {
    let fields = Message(bytes).fields();
    let all = |number: u64| fields.iter().filter(move |(found, _)| *found == number).map(|(_, field)| field);
    let text = |field: &Field<'_>| String::from_utf8(field.bytes().to_vec()).unwrap();
    assert_eq!(all(15).map(Field::number).collect::<Vec<_>>(), [2], "the version");
    assert_eq!(all(5).map(Field::number).collect::<Vec<_>>(), [4096], "the extent");
    let name = all(1).map(text).next().unwrap();
    let keys: Vec<String> = all(3).map(text).collect();
    let values: Vec<Value> = all(4).map(|field| value(field.bytes())).collect();
    all(2).map(|feature| feature_of(&name, feature.bytes(), &keys, &values)).collect()
}

fn value(bytes: &[u8]) -> Value {
    match Message(bytes).fields().as_slice() {
        [(1, field)] => json!(String::from_utf8(field.bytes().to_vec()).unwrap()),
        [(5, field)] => json!(field.number()),
        [(7, field)] => json!(field.number() == 1),
        other => panic!("no value we write: {other:?}"),
    }
}

fn feature_of(layer: &str, bytes: &[u8], keys: &[String], values: &[Value]) -> Drawn {
    let fields = Message(bytes).fields();
    let one = |number: u64| fields.iter().find(|(found, _)| *found == number).map(|(_, field)| field);
    let index = |number: u64| usize::try_from(number).unwrap();
    let tags = numbers(one(2).map_or(&[], Field::bytes));
    let tags =
        tags.chunks_exact(2).map(|pair| (keys[index(pair[0])].clone(), values[index(pair[1])].clone())).collect();
    let sort = one(3).unwrap().number();
    Drawn { layer: layer.to_owned(), sort, paths: paths(sort, &numbers(one(4).unwrap().bytes())), tags }
}

fn paths(sort: u64, commands: &[u64]) -> Vec<Vec<(i64, i64)>> {
    let (mut at, mut paths) = ((0, 0), Vec::<Vec<(i64, i64)>>::new());
    let mut rest = commands.iter();
    while let Some(command) = rest.next() {
        for _ in 0..command >> 3 {
            match command & 7 {
                7 => assert_eq!(sort, 3, "only a ring is closed"),
                verb => {
                    let mut step = || {
                        let zigzag = *rest.next().unwrap();
                        i64::try_from(zigzag >> 1).unwrap() ^ -i64::try_from(zigzag & 1).unwrap()
                    };
                    at = (at.0 + step(), at.1 + step());
                    match verb {
                        1 => paths.push(vec![at]),
                        2 => paths.last_mut().unwrap().push(at),
                        other => panic!("no command: {other}"),
                    }
                }
            }
        }
    }
    paths
}

fn numbers(mut bytes: &[u8]) -> Vec<u64> {
    let mut found = Vec::new();
    while !bytes.is_empty() {
        found.push(varint(&mut bytes));
    }
    found
}

fn varint(bytes: &mut &[u8]) -> u64 {
    let mut number = 0;
    for place in 0.. {
        let (first, rest) = bytes.split_first().unwrap();
        *bytes = rest;
        number |= u64::from(first & 0x7f) << (7 * place);
        if first & 0x80 == 0 {
            break;
        }
    }
    number
}

#[derive(Debug)]
enum Field<'a> {
    Number(u64),
    Bytes(&'a [u8]),
}

impl<'a> Field<'a> {
    fn number(&self) -> u64 {
        let Self::Number(number) = self else { panic!("no number: {self:?}") };
        *number
    }

    fn bytes(&self) -> &'a [u8] {
        let Self::Bytes(bytes) = self else { panic!("no bytes: {self:?}") };
        bytes
    }
}

struct Message<'a>(&'a [u8]);

impl<'a> Message<'a> {
    fn fields(&self) -> Vec<(u64, Field<'a>)> {
        let (mut rest, mut fields) = (self.0, Vec::new());
        while !rest.is_empty() {
            let key = varint(&mut rest);
            let field = match key & 7 {
                0 => Field::Number(varint(&mut rest)),
                2 => {
                    let length = usize::try_from(varint(&mut rest)).unwrap();
                    let (bytes, after) = rest.split_at(length);
                    rest = after;
                    Field::Bytes(bytes)
                }
                other => panic!("no wire type we write: {other}"),
            };
            fields.push((key >> 3, field));
        }
        fields
    }
}
