import type * as z from 'zod/mini'

/** A part of the schema. What it gives is described by the generated types. */
export type Schema = z.ZodMiniType

/** A part of a JSON Schema. */
export type JsonSchema = Readonly<Record<string, unknown>>

/** A single value as JSON Schema has it: in the file, and when it has been read. */
export type JsonForms = { readonly file: JsonSchema; readonly read: JsonSchema }

const forms = new WeakMap<object, JsonForms>()
const descriptions = new WeakMap<object, string>()

/** Notes what a value is that zod itself cannot tell. */
export function describeSchema(schema: Schema, json: JsonForms): Schema {
  forms.set(schema, json)
  return schema
}

/** What {@link describeSchema} noted. */
export function jsonFormsOf(schema: object): JsonForms | undefined {
  return forms.get(schema)
}

/** Notes what an option is for. */
export function withDescription(schema: Schema, description: string): Schema {
  descriptions.set(schema, description)
  return schema
}

/** What {@link withDescription} noted. */
export function descriptionOf(schema: object): string | undefined {
  return descriptions.get(schema)
}
