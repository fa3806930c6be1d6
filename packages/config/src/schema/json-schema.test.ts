import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { parseConfig } from '../index.ts'
import { examples, wrongExamples } from '../test/examples.ts'
import { toJsonSchema } from './to-json-schema.ts'
import { onlyInCode, vendorSettings } from './vendor-settings.ts'
import { configVendors } from './vendors.generated.ts'

const file = join(import.meta.dirname, '../../schema/llm-balancer.schema.json')
const schema = JSON.parse(readFileSync(file, 'utf8')) as object
const validate = new Ajv2020({ allErrors: true, strict: false, logger: false }).compile(schema)
const env = { RPM: '5', WEIGHT: '5' }

it.each(examples)('the JSON Schema accepts what is accepted: $title', async ({ text }) => {
  await expect(parseConfig(text, { env })).resolves.toBeDefined()
  expect(validate(parse(text)) || validate.errors).toBe(true)
})

it.each(wrongExamples)('the JSON Schema refuses what is refused: $title', async ({ text }) => {
  await expect(parseConfig(text, { env })).rejects.toThrow()
  expect(validate(parse(text))).toBe(false)
})

it('the JSON Schema of files is that of the options', () => {
  const { $id, title, ...rest } = schema as Readonly<Record<string, unknown>>
  expect([$id, title]).toEqual([expect.stringMatching(/\/llm-balancer\.schema\.json$/), expect.any(String)])
  expect(rest).toEqual(toJsonSchema('file'))
})

it('the JSON Schema of what was read has one spelling of each name, and no references to the environment', () => {
  const read = JSON.stringify(toJsonSchema('read'))
  expect(read).toContain('"baseURL"')
  expect(read).not.toContain('"base_url"')
  expect(read).not.toContain('\\\\$')
})

it('has every setting of every vendor, but those that only code can give', () => {
  const declared = configVendors.flatMap(({ settings }) => settings)
  const known = [...Object.keys(vendorSettings), ...onlyInCode]
  expect([...new Set(declared)].sort()).toEqual(known.sort())
})
