import type { Schema } from './schema.ts'
import { configSchema } from './config-schema.ts'

/** The name of every option, wherever it stands. */
export const optionNames: readonly string[] = [...namesIn(configSchema, new Set())]

type Definition = {
  readonly shape?: Readonly<Record<string, Schema>>
  readonly options?: readonly Schema[]
  readonly element?: Schema
  readonly valueType?: Schema
  readonly innerType?: Schema
  readonly getter?: () => Schema
}

function namesIn(schema: Schema, seen: Set<Schema>, names = new Set<string>()): Set<string> {
  if (seen.has(schema)) return names
  seen.add(schema)
  const { shape = {}, options = [], element, valueType, innerType, getter } = schema._zod.def as Definition
  for (const name of Object.keys(shape)) names.add(name)
  const inner = [...Object.values(shape), ...options, element, valueType, innerType, getter?.()]
  for (const each of inner) if (each !== undefined) namesIn(each, seen, names)
  return names
}
