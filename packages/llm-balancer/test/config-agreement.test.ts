import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ConfigurationError, parseConfig, type LLMConfig } from '@llm-balancer/config'
import { readProperty } from '@llm-balancer/core/options'
import { seededRandom } from '@llm-balancer/core/testing'
import { expect, it } from 'vitest'
import { createLLMBalancer } from '../src/index.ts'

/** A part of the JSON Schema of configuration files. */
type Part = {
  readonly $ref?: string
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly Part[]
  readonly type?: string
  readonly pattern?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly properties?: Readonly<Record<string, Part>>
  readonly required?: readonly string[]
  readonly additionalProperties?: Part | false
  readonly items?: Part
  readonly $defs?: Readonly<Record<string, Part>>
}

const file = join(import.meta.dirname, '../../config/schema/llm-balancer.schema.json')
const schema = JSON.parse(readFileSync(file, 'utf8')) as Part
/** What some vendors put into a path, of which they know more than a file can. */
const models: readonly string[] = ['model', 'embeddingModel', 'deployment']
const random = seededRandom(11)
const texts = ['a', 'b', 'x y', 'ü', '日本', 'a\nb', 'https://a.example/v1', 'http://10.0.0.1', '2024-10-21']

function pick<Value>(values: readonly Value[]): Value {
  return values[Math.floor(random() * values.length)] as Value
}

/** Anything that the schema allows there, deep down less and less. */
function sample(part: Part, depth = 0): unknown {
  const { $ref, anyOf, type, items, additionalProperties, minimum = -5, maximum = 100_000 } = part
  if ($ref !== undefined) return sample(schema.$defs?.[$ref.split('/').at(-1) ?? ''] ?? {}, depth)
  if ('const' in part) return part.const
  if (part.enum !== undefined) return pick(part.enum)
  if (anyOf !== undefined) {
    // A reference to the environment stands for the other forms.
    const forms = anyOf.filter(({ pattern }) => pattern === undefined)
    return sample(depth > 5 ? (forms[0] ?? {}) : pick(forms), depth)
  }
  if (part.properties !== undefined) return sampleOptions(part, depth)
  if (typeof additionalProperties === 'object')
    return { [pick(['a', 'b', '0', 'x-y'])]: sample(additionalProperties, depth + 1) }
  if (type === 'array')
    return Array.from({ length: 1 + Math.floor(random() * 2) }, () => sample(items ?? {}, depth + 1))
  if (type === 'boolean') return random() < 0.5
  if (type === 'string') return pick(texts)
  if (type === 'object') return {}
  const number = random() < 0.2 ? pick([minimum, 0, 1]) : minimum + random() * (maximum - minimum)
  return type === 'integer' ? Math.ceil(number) : number
}

function sampleOptions({ properties = {}, required = [] }: Part, depth: number): object {
  const names = Object.keys(properties).filter((name) => !name.includes('_') && name !== 'catalogue')
  const chosen = names.filter(
    (name) => required.includes(name) || name === 'type' || random() < (depth === 1 ? 0.15 : 0.1),
  )
  return Object.fromEntries(
    chosen.map((name) => [
      name,
      models.includes(name) ? pick(['m', 'a/m']) : sample(properties[name] ?? {}, depth + 1),
    ]),
  )
}

/** What is put where something is missing. */
const usual: Readonly<Record<string, unknown>> = {
  providers: [{ name: 'openai', apiKey: 'k', model: 'm' }],
  ...{ apiKey: 'k', model: 'm', baseURL: 'https://a.example/v1', resource: 'r', api: 'responses' },
  ...{ afterMs: 5, baseMs: 5, aboveTokens: 5 },
}
let named = 0

/** Does what a mistake asks for: puts something where it is missing, else removes what is wrong. */
function mend(config: object, path: string): void {
  const parts = path.match(/[^.[\]]+/g) ?? []
  const last = parts.pop() ?? ''
  const parent = parts.reduce<unknown>((inner, part) => readProperty(inner, part), config)
  // Another mistake of this round may have removed it.
  if (typeof parent !== 'object' || parent === null) return
  if (last === 'name') Object.assign(parent, { name: `p${String((named += 1))}` })
  else if (Array.isArray(parent)) parent.splice(Number(last), 1)
  else if (last in usual && !(last in parent)) Object.assign(parent, { [last]: usual[last] })
  else Reflect.deleteProperty(parent, last)
}

/** The configuration after as many rounds of mending as it takes. */
async function accepted(config: object): Promise<LLMConfig | undefined> {
  for (let round = 0; round < 12; round += 1) {
    try {
      return await parseConfig(JSON.stringify(config), { env: {} })
    } catch (error) {
      if (!ConfigurationError.isInstance(error)) throw error
      // What is behind in a list first, so that the other places stay what they are.
      for (const { path } of error.errors.toReversed()) mend(config, path)
    }
  }
  return undefined
}

it('what a configuration file may say, the balancer accepts', async () => {
  let count = 0
  const refused: string[] = []
  for (let turn = 0; turn < 300; turn += 1) {
    const config = await accepted(sampleOptions(schema, 0))
    if (config === undefined) continue
    count += 1
    try {
      await createLLMBalancer(config).close()
    } catch (error) {
      refused.push(`${String(error)} ${JSON.stringify(config)}`)
    }
  }
  expect(refused).toEqual([])
  expect(count).toBeGreaterThan(250)
})
