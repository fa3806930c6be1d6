import { Reference } from '../references/reference.ts'

/** Values of a configuration that may be of any type: the schema has found them wrong then. */
export type Values = Readonly<Record<string, unknown>>

/** A text, also one that a reference gives. */
export function textOf(value: unknown): string | undefined {
  if (value instanceof Reference) return value.text
  return typeof value === 'string' ? value : undefined
}

/** The texts of a list; those that are of another type are left out. */
export function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.flatMap((item: unknown) => textOf(item) ?? []) : []
}

/** The priority of a provider, also one that a reference gives; NaN for what is none. */
export function priorityOf({ priority = 0 }: Values): number {
  return Number(textOf(priority) ?? priority)
}
