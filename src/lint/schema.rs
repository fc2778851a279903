//! A JSON Schema of Kubernetes pipelines for editors, made from the table of keys.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::keys::{Kind, Table, tables};

/// The schema, draft 7: of one document of a `.drone.yml`.
pub fn schema() -> Value {
    let mut definitions = BTreeMap::new();
    define(&tables::PIPELINE, &mut definitions);
    let definitions: Map<String, Value> = definitions.into_iter().collect();
    let is_kubernetes = json!({
        "properties": { "kind": { "const": "pipeline" }, "type": { "const": "kubernetes" } },
        "required": ["kind", "type"],
    });
    json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Drone CI Kubernetes pipeline",
        "type": "object",
        "if": is_kubernetes,
        "then": { "$ref": reference(&tables::PIPELINE) },
        "definitions": definitions,
    })
}

fn key(table: &Table) -> String {
    table.name.replace([' ', '`', '.'], "_")
}

fn reference(table: &Table) -> String {
    format!("#/definitions/{}", key(table))
}

/// Adds the definition of a table and of all that it refers to.
fn define(table: &'static Table, definitions: &mut BTreeMap<String, Value>) {
    if definitions.contains_key(&key(table)) {
        return;
    }
    // A table may refer to itself.
    definitions.insert(key(table), Value::Null);
    let mut properties = Map::new();
    for &(name, kind) in table.keys {
        if let Kind::One(inner) | Kind::Each(inner) | Kind::Variables(inner) = kind {
            define(inner, definitions);
        }
        properties.insert(name.to_owned(), value(kind));
    }
    // Keys at the top may hold what is used by its anchor further down.
    let is_open = table.is(&tables::PIPELINE);
    let definition = json!({
        "type": ["object", "null"],
        "properties": properties,
        "additionalProperties": is_open,
    });
    definitions.insert(key(table), definition);
}

fn value(kind: Kind) -> Value {
    let scalar = json!({ "type": ["string", "number", "boolean", "null"] });
    let list = |items: &Value| json!({ "type": ["array", "null"], "items": items });
    match kind {
        Kind::Text => scalar,
        Kind::Bool => json!({ "type": ["boolean", "null"] }),
        // Amounts of memory have units.
        Kind::Integer => json!({ "type": ["integer", "string", "null"] }),
        Kind::Texts => list(&scalar),
        Kind::List => json!({ "type": ["array", "null"] }),
        Kind::Map => json!({ "type": ["object", "null"], "additionalProperties": scalar }),
        Kind::Free => json!({ "type": ["object", "null"] }),
        Kind::Condition => {
            let lists = json!({
                "type": "object",
                "properties": { "include": list(&scalar), "exclude": list(&scalar) },
                "additionalProperties": false,
            });
            json!({ "anyOf": [scalar, list(&scalar), lists] })
        }
        Kind::One(table) => json!({ "$ref": reference(table) }),
        Kind::Each(table) => list(&json!({ "$ref": reference(table) })),
        Kind::Variables(table) => json!({
            "type": ["object", "null"],
            "additionalProperties": { "anyOf": [scalar, { "$ref": reference(table) }] },
        }),
    }
}
