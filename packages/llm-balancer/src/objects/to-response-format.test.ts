import { expect, it } from 'vitest'
import type { ObjectSchema } from './object-schema.ts'
import { toResponseFormat } from './to-response-format.ts'

/** A schema of a library that converts itself to this. */
const schemaOf = (convert: unknown): ObjectSchema =>
  ({
    '~standard': {
      version: 1,
      vendor: 'test',
      validate: () => ({ issues: [] }),
      jsonSchema: { input: convert },
    },
  }) as never

const closed = { additionalProperties: false }

it.each<[string, object, object]>([
  ['no properties', { type: 'string' }, { type: 'string' }],
  ['its dialect', { $schema: 'https://json-schema.org/', type: 'string' }, { type: 'string' }],
  ['properties', { properties: { a: {} } }, { properties: { a: {} }, ...closed }],
  [
    'others that it allows',
    { properties: {}, additionalProperties: true },
    { properties: {}, additionalProperties: true },
  ],
  [
    'objects within',
    { properties: { a: { properties: { b: true } }, c: 7 } },
    { properties: { a: { properties: { b: true }, ...closed }, c: 7 }, ...closed },
  ],
  [
    'definitions',
    { $defs: { a: { properties: {} } }, definitions: { b: { properties: {} } } },
    { $defs: { a: { properties: {}, ...closed } }, definitions: { b: { properties: {}, ...closed } } },
  ],
  ['a list', { items: { properties: {} } }, { items: { properties: {}, ...closed } }],
  [
    'alternatives',
    { anyOf: [{ properties: {} }, true], oneOf: [{ properties: {} }], prefixItems: [{ properties: {} }] },
    {
      anyOf: [{ properties: {}, ...closed }, true],
      oneOf: [{ properties: {}, ...closed }],
      prefixItems: [{ properties: {}, ...closed }],
    },
  ],
  [
    'objects that are merged',
    { allOf: [{ properties: {} }], default: { properties: {} } },
    { allOf: [{ properties: {} }], default: { properties: {} } },
  ],
])('a schema with %s is asked for', (_, given, schema) => {
  const asked: unknown[] = []
  const format = toResponseFormat(
    schemaOf((options: unknown) => {
      asked.push(options)
      return given
    }),
  )
  expect(format).toEqual({ type: 'json', schema })
  expect(asked).toEqual([{ target: 'draft-07' }])
})

it.each<[string, unknown]>([
  ['that cannot be converted', undefined],
  [
    'whose conversion fails',
    () => {
      throw new Error('a date')
    },
  ],
  ['that becomes no object', () => true],
  ['that becomes a list', () => []],
  ['that becomes a promise', () => Promise.resolve({})],
  ['that becomes a broken promise', () => Promise.reject(new Error('late'))],
])('for a schema %s any JSON is asked for', (_, convert) => {
  expect(toResponseFormat(schemaOf(convert))).toEqual({ type: 'json' })
})
