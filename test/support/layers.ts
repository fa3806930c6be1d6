/**
 * Who may import whom. Arrows only point down; this table is the one place that says so.
 * A package missing from the table may import nothing of the workspace.
 */
import { dialects, ownMappings } from './vendors.generated.ts'

const policies = ['circuit-breaker', 'retry', 'rate-limit', 'metrics', 'cost'].map(
  (name) => `@llm-balancer/${name}`,
)
const core = '@llm-balancer/core'
const provider = '@llm-balancer/provider'
const compatible = '@llm-balancer/openai-compatible'
const aiSdk = '@llm-balancer/ai-sdk'
const clients = '@llm-balancer/clients'
const langchain = '@llm-balancer/langchain'
const config = '@llm-balancer/config'
const undici = '@llm-balancer/undici'

const entries = (names: readonly string[], allowed: readonly string[]): [string, readonly string[]][] =>
  names.map((name) => [name, allowed])

/** Packages of the workspace that the sources of a package may import. */
export const allowedPackages: ReadonlyMap<string, readonly string[]> = new Map([
  [core, []],
  ...entries(policies, [core]),
  [provider, [core]],
  [compatible, [provider]],
  ...entries(dialects, [provider, compatible]),
  ...entries(ownMappings, [provider]),
  [aiSdk, [provider, core]],
  [langchain, [provider, core]],
  [undici, [core]],
  // Official SDK clients speak their vendors' formats: the adapters read and write them.
  [clients, [provider, core, compatible, ...dialects, ...ownMappings]],
  [config, [core]],
  ['@llm-balancer/testing', [provider, core]],
  ['@llm-balancer/cli', [core, config, 'llm-balancer', '@llm-balancer/simulator']],
  ['@llm-balancer/simulator', [core, ...policies, 'llm-balancer']],
  ['llm-balancer', [core, ...policies, provider, compatible, ...dialects, ...ownMappings, aiSdk, config]],
])

/** Third-party packages that the sources of a package may import. */
export const allowedThirdParty: ReadonlyMap<string, readonly string[]> = new Map([
  ['@llm-balancer/circuit-breaker', ['cockatiel', 'opossum']],
  ['@llm-balancer/retry', ['cockatiel']],
  ['@llm-balancer/metrics', ['prom-client', '@opentelemetry/api']],
  [config, ['zod', 'yaml']],
  ['@llm-balancer/cli', ['commander', '@clack/prompts']],
  [provider, ['eventsource-parser']],
  [aiSdk, ['@ai-sdk/provider']],
  [langchain, ['@langchain/core']],
  [undici, ['undici']],
  // Only its tests need it: the conformance suite itself runs in any test runner.
  ['@llm-balancer/testing', ['vitest']],
])

/**
 * The entry points of the core from which packages may import values. `@llm-balancer/core` itself is the engine.
 */
export const sharedGround: readonly string[] = [
  'options',
  'time',
  'retry-after',
  'errors',
  'streams',
  'events',
  'backoff',
  'budget',
  'prices',
].map((part) => `${core}/${part}`)

/** Packages that work without the engine: from `@llm-balancer/core` itself they import only types. */
export const besideTheEngine: readonly string[] = [...policies, provider, config, undici]

/** The parts of the core, lowest first; a part may import itself and those before it. */
export const coreParts: readonly string[] = [
  'options',
  'time',
  'retry-after',
  'errors',
  'streams',
  'events',
  'contracts',
  'prices',
  'backoff',
  'budget',
  'load',
  'strategies',
  'targets',
  'run',
  'stream',
  'balancer',
  'index',
]
