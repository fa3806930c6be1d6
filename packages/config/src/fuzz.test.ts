import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ConfigurationError, parseConfig } from './index.ts'
import { examples } from './test/examples.ts'
import { MemoryFiles } from './test/memory-files.ts'

const usualLimit = Error.stackTraceLimit
// Thousands of damaged texts make tens of thousands of errors, whose stacks are never read.
beforeAll(() => {
  Error.stackTraceLimit = 0
})
afterAll(() => {
  Error.stackTraceLimit = usualLimit
})

const secret = 'sk-planted-0123456789abcdefghij'
const env = { SECRET: secret, A: secret, WEIGHT: '5', RPM: '5' }
const files = new MemoryFiles()
files.write('/run/secrets/key', secret)
files.write('/etc/passwd', 'root')
const options = { env, files, secretFolders: ['/run/secrets'] }

/** Reads a text. Fails when anything but a ConfigurationError with a place comes of it, or it shows the secret. */
async function attempt(text: string): Promise<'accepted' | 'refused'> {
  const error: unknown = await parseConfig(text, options).then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  const polluted = ({} as Record<string, unknown>)['polluted']
  if (polluted !== undefined || Object.hasOwn(Object.prototype, 'apiKey'))
    throw new Error('a prototype is polluted')
  if (files.read.some((path) => path !== '/run/secrets/key')) throw new Error('a foreign file was read')
  if (error === undefined) return 'accepted'
  if (!ConfigurationError.isInstance(error)) throw new Error('another error', { cause: error })
  const isPlaced = error.errors.length > 0 && error.errors.every(({ line, column }) => line > 0 && column > 0)
  if (!isPlaced) throw new Error(`a mistake without a place: ${error.message}`)
  if (error.message.includes('planted') || JSON.stringify(error.errors).includes('planted'))
    throw new Error('a secret is shown')
  return 'refused'
}

const pieces = [
  ...[
    '__proto__',
    'constructor',
    'prototype',
    'polluted',
    'toString',
    '<<',
    secret,
    '${SECRET}',
    '${SECRET:-x}',
    '${',
    '$${A}',
  ],
  ...[
    'file:/etc/passwd',
    'file:/run/secrets/key',
    'file:../../etc/passwd',
    'file:',
    '{',
    '}',
    '[',
    ']',
    ': ',
    '- ',
    '\n',
    '  ',
    '\t',
  ],
  ...[
    '&a ',
    '*a',
    '!!js/function ',
    '|',
    '>',
    '"',
    "'",
    '#',
    '---\n',
    '%YAML 1.1\n',
    'null',
    '.inf',
    '.nan',
    '1e999',
    '-0',
    'infinity',
  ],
  ...[
    'providers',
    'apiKey',
    'apiKeys',
    'name',
    'openai',
    'model',
    'weight',
    'strategy',
    'tiers',
    'timeouts',
    'models',
    'headers',
    'limits',
  ],
]

it('gives nothing but configurations and ConfigurationErrors with line and column, whatever the text', async () => {
  const seen = new Set<string>()
  const noise = fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 8 })), { maxLength: 40 })
  await fc.assert(
    fc.asyncProperty(noise, async (words) => {
      seen.add(await attempt(words.join('')))
    }),
    { numRuns: 3000, seed: 11 },
  )
  expect(seen.has('refused')).toBe(true)
})

it('does so for good configurations that are damaged in any way', async () => {
  const damage = fc.record({
    example: fc.constantFrom(...examples.map(({ text }) => text)),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    length: fc.integer({ min: 0, max: 60 }),
    piece: fc.constantFrom(...pieces),
  })
  const seen = new Set<string>()
  await fc.assert(
    fc.asyncProperty(damage, async ({ example, at, length, piece }) => {
      const start = Math.floor(at * example.length)
      seen.add(await attempt(example.slice(0, start) + piece + example.slice(start + length)))
    }),
    { numRuns: 3000, seed: 12 },
  )
  expect([...seen].sort()).toEqual(['accepted', 'refused'])
})

it('does so for any data in place of any value', async () => {
  const seen = new Set<string>()
  await fc.assert(
    fc.asyncProperty(
      fc.object({ maxDepth: 4, withNullPrototype: true }),
      fc.constantFrom('', 'providers', 'strategy', 'retry', 'models'),
      async (data, key) => {
        const name = key === '' ? 'x' : key
        seen.add(
          await attempt(
            JSON.stringify({
              [name]: data,
              providers: [{ name: 'openai', apiKey: secret, model: 'm', ...data }],
            }) ?? '',
          ),
        )
      },
    ),
    { numRuns: 1500, seed: 13 },
  )
  expect(seen.has('refused')).toBe(true)
})

it.each<[string, string]>([
  ['brackets', '['.repeat(49_000)],
  ['maps inside maps', '{a: '.repeat(20_000)],
  ['a deep list', '- '.repeat(40_000)],
  ['quotes', '"'.repeat(49_000)],
  [
    'aliases that multiply',
    `a0: &a0 [x, x, x, x, x, x, x, x, x]\n${Array.from({ length: 15 }, (_, place) => `a${String(place + 1)}: &a${String(place + 1)} [${Array.from({ length: 9 }, () => `*a${String(place)}`).join(', ')}]`).join('\n')}`,
  ],
  ['an alias inside itself', 'a: &a [*a, *a]'],
  ['a million lines', 'a: 1\n'.repeat(200_000)],
])('is not brought down by %s', async (_, text) => {
  expect(await attempt(text)).toBe('refused')
})
