import * as z from 'zod/mini'
import { attemptTimeouts, cooling, hedge, retry, timeouts, whenUnavailable } from './balancer.ts'
import { circuitBreaker } from './circuit.ts'
import { configSchema } from './config-schema.ts'
import { limits, price } from './limits.ts'
import { group, provider, providerDefaults, requestDefaults } from './provider.ts'
import { descriptionOf, jsonFormsOf, type JsonForms, type JsonSchema, type Schema } from './schema.ts'
import { strategy, tierStrategy } from './strategy.ts'

/** The parts that have a name in the types and in the JSON Schema. */
const parts: Readonly<Record<string, readonly [schema: Schema, description: string]>> = {
  ConfigAttemptTimeouts: [attemptTimeouts, 'Clocks of one attempt at a provider, in ms.'],
  ConfigCircuitBreaker: [circuitBreaker, 'When a provider that keeps failing gets no requests.'],
  ConfigCooling: [cooling, 'For how long a failure keeps a provider out, in ms.'],
  ConfigGroup: [group, 'Providers that count as one, with a strategy of their own.'],
  ConfigHedge: [hedge, 'When a second provider is asked beside one that takes long.'],
  ConfigLimits: [limits, 'Limits of requests and tokens.'],
  ConfigPrice: [price, 'Prices in US dollars per million tokens.'],
  ConfigProvider: [provider, 'A model of a vendor behind one key, or several.'],
  ConfigProviderDefaults: [providerDefaults, 'What every provider has that does not say otherwise.'],
  ConfigRequestDefaults: [requestDefaults, 'What a provider fills in where a request leaves it open.'],
  ConfigRetry: [retry, 'How often and how soon a request tries again.'],
  ConfigStrategy: [strategy, 'How the next provider is chosen.'],
  ConfigTierStrategy: [tierStrategy, 'How one of the providers of a priority is chosen.'],
  ConfigTimeouts: [timeouts, 'Clocks of requests and attempts, in ms.'],
  ConfigWhenUnavailable: [whenUnavailable, 'What a request does when no provider may be asked.'],
}

/**
 * The schema as JSON Schema (draft 2020-12): of a configuration as it stands in a file, for editors, or as it has been read, for the
 * types. Run by `pnpm generate`.
 */
export function toJsonSchema(form: keyof JsonForms): JsonSchema {
  const metadata = z.registry<{ id: string; description: string }>()
  for (const [id, [schema, description]] of Object.entries(parts)) metadata.add(schema, { id, description })
  const schema = z.toJSONSchema(configSchema, {
    metadata,
    io: 'output',
    // The types need no names for single values.
    reused: form === 'file' ? 'ref' : 'inline',
    unrepresentable: ({ zodSchema }) => ({ ...jsonFormsOf(zodSchema)?.[form] }),
    override: ({ zodSchema, jsonSchema }) => {
      const description = descriptionOf(zodSchema)
      if (description !== undefined) jsonSchema.description = description
    },
  })
  return (form === 'file' ? withSnakeCase(schema) : schema) as JsonSchema
}

/** Files may also write options in snake case. */
function withSnakeCase(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(withSnakeCase)
  if (typeof part !== 'object' || part === null) return part
  const all = Object.fromEntries(Object.entries(part).map(([name, inner]) => [name, withSnakeCase(inner)]))
  const { properties, required } = all as { properties?: Record<string, JsonSchema>; required?: string[] }
  if (typeof properties !== 'object') return all
  const others = Object.entries(properties).map(([name, inner]) => [snakeCase(name), inner] as const)
  const [aliased, plain] = [true, false].map((isAliased) =>
    (required ?? []).filter((name) => (snakeCase(name) !== name) === isAliased),
  )
  return {
    ...all,
    properties: { ...properties, ...Object.fromEntries(others) },
    ...(plain === undefined || required === undefined ? {} : { required: plain }),
    ...(aliased === undefined || aliased.length === 0
      ? {}
      : {
          allOf: aliased.map((name) => ({ anyOf: [{ required: [name] }, { required: [snakeCase(name)] }] })),
        }),
  }
}

/** `baseURL` → `base_url`. */
function snakeCase(name: string): string {
  return name.replace(/(?<=[a-z\d])([A-Z]+)/g, (capitals) => `_${capitals}`).toLowerCase()
}
