import { expect, it } from 'vitest'
import { fitsStrictMode } from './fits-strict-mode.ts'

const text = { type: 'string' }
const object = (properties: object, more: object = {}): object => ({
  ...{ type: 'object', properties, required: Object.keys(properties), additionalProperties: false },
  ...more,
})

it.each<[string, object]>([
  ['all required', object({ a: text, b: { type: ['number', 'null'] } })],
  ['nothing in it', object({})],
  ['objects within', object({ a: object({ b: text }), list: { type: 'array', items: object({ c: text }) } })],
  [
    'alternatives',
    object({ a: { anyOf: [text, object({ b: text })] }, b: { enum: ['x'] }, c: { const: 1 } }),
  ],
  ['definitions', object({ a: { $ref: '#/$defs/b' } }, { $defs: { b: object({ c: text }) } })],
])('a schema with %s fits', (_, schema) => {
  expect(fitsStrictMode(schema)).toBe(true)
})

it.each<[string, object]>([
  ['an optional property', object({ a: text, b: text }, { required: ['a'] })],
  ['other properties', object({ a: text }, { additionalProperties: true })],
  ['other properties unsaid', { type: 'object', properties: { a: text }, required: ['a'] }],
  [
    'an optional property deep within',
    object({ a: { type: 'array', items: object({ b: text }, { required: [] }) } }),
  ],
  ['one in an alternative', object({ a: { anyOf: [text, object({ b: text }, { required: [] })] } })],
  ['one in a definition', object({}, { $defs: { b: object({ c: text }, { required: [] }) } })],
  ['a keyword that is not supported', object({ a: { allOf: [text] } })],
  ['a default', object({ a: { ...text, default: 'x' } })],
  ['any value', object({ a: {} })],
  ['a list at its root', { type: 'array', items: text }],
  ['alternatives at its root', { anyOf: [object({})] }],
  ['true in place of a schema', object({ a: true })],
])('a schema with %s does not fit', (_, schema) => {
  expect(fitsStrictMode(schema)).toBe(false)
})

it.each([
  ...['allOf', 'oneOf', 'not', 'if', 'then', 'else', 'default'],
  ...['dependentRequired', 'dependentSchemas', 'dependencies', 'patternProperties', 'propertyNames'],
  ...['minProperties', 'maxProperties', 'unevaluatedProperties', 'prefixItems', 'contains', 'minContains'],
  ...['maxContains', 'uniqueItems', 'unevaluatedItems', 'minLength', 'maxLength'],
])('a schema with the keyword %s somewhere does not fit', (keyword) => {
  expect(fitsStrictMode(object({ a: { ...text, [keyword]: {} } }))).toBe(false)
})

it.each(['type', 'anyOf', '$ref', 'enum', 'const'])('a schema may say with %s what a value is', (kind) => {
  expect(fitsStrictMode(object({ a: { [kind]: [] } }))).toBe(true)
})

it('may hold itself', () => {
  const node: Record<string, unknown> = { type: 'object', required: ['next'], additionalProperties: false }
  node['properties'] = { next: node }
  expect(fitsStrictMode(node)).toBe(true)
})
