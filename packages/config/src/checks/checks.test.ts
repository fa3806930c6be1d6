import { describe, expect, it } from 'vitest'
import { ConfigurationError, parseConfig } from '../index.ts'

const env = { MODEL: 'm', KEY: 'k', RATE: '5', YES: 'true', LINES: 'k\nl' }

/** The mistakes of a text, each as `path message`. */
const mistakesOf = async (text: string): Promise<string[]> => {
  const error: unknown = await parseConfig(text, { env }).catch((thrown: unknown) => thrown)
  if (!ConfigurationError.isInstance(error)) return []
  return error.errors.map(({ path, message }) => `${path} ${message}`)
}

const openai = 'name: openai, apiKey: k, model: m'
const claude = 'name: claude, apiKey: k, model: m'
const of = (...entries: string[]): string =>
  `providers: [${entries.map((entry) => `{ ${entry} }`).join(', ')}]`

describe('mistakes', () => {
  it.each<[string, string, string[]]>([
    [
      'no provider, and nothing else that follows from it',
      'strategy: { tiers: [adaptive] }\nproviderDefaults: { organization: o }\nproviders: []',
      ['providers must have at least one provider'],
    ],
    [
      'a group without providers',
      of('name: group, providers: []'),
      ['providers[0].providers must have at least one provider'],
    ],
    [
      'a name that is taken within a level, and not one of another level',
      of(openai, openai, `name: group, providers: [{ ${openai} }, { ${openai} }]`),
      [
        'providers[1].name is the name of providers[0] as well; give each a name of its own, and the vendor as "type"',
        'providers[2].providers[1].name is the name of providers[0] as well; give each a name of its own, and the vendor as "type"',
      ],
    ],
    [
      'an address that is no text',
      of(`${openai}, baseURL: 5`),
      ['providers[0].baseURL must be a text, got 5; put it in quotes'],
    ],
    [
      'an empty list of keys',
      of('name: openai, apiKeys: [], model: m'),
      ['providers[0].apiKeys must have at least one key'],
    ],
    [
      'a key that is there twice',
      of('name: openai, apiKeys: [a, b, a], model: m'),
      ['providers[0].apiKeys[2] is there twice; keep one of the two'],
    ],
    [
      'a space of embeddings without a model for them',
      of(`${openai}, embeddingSpace: s`),
      ['providers[0].embeddingSpace has no effect without "embeddingModel"; add that, or remove it'],
    ],
    [
      'a circuit breaker without a rule',
      `circuitBreaker: { trip: {} }\n${of(`${openai}, circuitBreaker: { trip: {} }`)}`,
      [
        'circuitBreaker.trip needs a rule, such as consecutiveFailures: 5',
        'providers[0].circuitBreaker.trip needs a rule, such as consecutiveFailures: 5',
      ],
    ],
    [
      'a circuit breaker whose pauses shrink',
      `circuitBreaker: { resetTimeoutMs: { baseMs: 1000, maxMs: 999 } }\n${of(openai)}`,
      ['circuitBreaker.resetTimeoutMs.maxMs must be at least "baseMs", 1000'],
    ],
    [
      'a rule and a threshold',
      `circuitBreaker: { trip: { consecutiveFailures: 5 }, failureThreshold: 5 }\n${of(openai)}`,
      ['circuitBreaker.trip takes the place of "failureThreshold" and "windowMs"; give one or the other'],
    ],
    [
      'weights where the order decides',
      `strategy: failover\n${of(`${openai}, weight: 2`, `${claude}, weight: 0`)}`,
      [
        'providers[0].weight has no effect with the strategy failover, which goes by the order and "priority"; remove it',
      ],
    ],
    [
      'weights where providers take turns, also in a tier, in a group, and as a default',
      `strategy: { tiers: [round-robin, weighted, { name: round-robin }] }
providerDefaults: { weight: 4, priority: 2 }
${of(
  `${openai}, priority: 0, weight: 2`,
  `${claude}, priority: 1, weight: 3`,
  'name: group, priority: 1, strategy: round-robin, providers: [{ name: groq, apiKey: k, model: m, weight: 5 }]',
  'name: mistral, apiKey: k, model: m',
)}`,
      [
        'providerDefaults.weight has no effect with the strategy round-robin, which takes turns; remove it, or use "weighted"',
        'providers[0].weight has no effect with the strategy round-robin, which takes turns; remove it, or use "weighted"',
        'providers[2].providers[0].weight has no effect with the strategy round-robin, which takes turns; remove it, or use "weighted"',
      ],
    ],
    [
      'a tier without providers',
      `strategy: { tiers: [adaptive, adaptive] }\n${of(openai)}`,
      ['strategy.tiers[1] has no effect, no provider has the priority 1; give it to one, or remove the tier'],
    ],
    [
      'a tier that is no priority',
      `strategy: { tiers: { "0": adaptive, first: adaptive } }\n${of(openai)}`,
      ['strategy.tiers.first must be a priority, a number such as 0'],
    ],
    [
      'a strategy without a name',
      `strategy: { decayMs: 5 }\n${of(openai)}`,
      [
        'strategy needs a "name", one of round-robin, weighted, weighted-round-robin, weighted-random, least-in-flight, most-headroom, adaptive, peak-ewma, lowest-cost, affinity, failover, sticky-failover, or "tiers"',
      ],
    ],
    [
      'a model of unknown providers',
      `models: { fast: ["\${KEY}", qqq] }\n${of(openai, claude)}`,
      [
        'models.fast[0] names no provider and no tag: a reference; there are "openai", "claude"',
        'models.fast[1] names no provider and no tag: "qqq"; there are "openai", "claude"',
      ],
    ],
    [
      'a shared quota without numbers',
      of(`${openai}, limits: [{ shared: team }]`),
      [
        'providers[0].limits[0].shared is the first to name this quota, so it must give its numbers, such as tokensPerMinute',
      ],
    ],
    [
      'a shared quota with other numbers',
      of(
        `${openai}, limits: [{ shared: team, requestsPerMinute: 5 }]`,
        `${claude}, limits: [{ shared: team, requestsPerMinute: 6 }]`,
      ),
      [
        'providers[1].limits[0].shared gives other numbers than the first to name this quota; give them there alone',
      ],
    ],
    [
      'a time of day for limits that have none',
      of(
        `${openai}, limits: [{ shared: team, requestsPerMinute: 5, resetsAt: "00:00 UTC" }, { requestsPerMinute: 1 }]`,
      ),
      ['providers[0].limits[0].resetsAt has no effect without a limit per day; add one, or remove it'],
    ],
    [
      'an option that stands there twice',
      'providers: [{ name: openai, name: openai, apiKey: k, model: m }]',
      ['providers[0].name stands here for the second time; keep one of the two'],
    ],
    [
      'an option in two spellings',
      of('name: openai, apiKey: k, api_key: k, model: m'),
      ['providers[0].api_key stands for the same as "apiKey"; keep one of the two'],
    ],
    [
      'what a vendor needs beside a key and a model',
      of(
        'name: local, type: openai-compatible, model: m',
        'name: azure-openai, apiKey: k, model: m',
        'name: azure, type: azure-openai, apiKey: k, model: m, resource: r, baseURL: "https://r.example"',
        'name: gemini, apiKey: k, model: m, vertex: "${YES}"',
        `${openai}, background: true`,
        'name: other, type: openai, apiKey: k, model: m, background: true, api: chat-completions',
      ),
      [
        'providers[0].baseURL is missing; openai-compatible needs it',
        'providers[1].resource is missing; azure-openai needs it, or "baseURL"',
        'providers[2].baseURL stands beside "resource"; give one of the two',
        'providers[3].baseURL is missing; google needs it with "vertex"',
        'providers[4].api must be responses with "background"; openai needs it',
        'providers[5].api must be responses with "background"; openai needs it',
      ],
    ],
    [
      'keys and headers that HTTP cannot carry',
      of(
        'name: openai, apiKey: "k\\n", model: m, headers: { "a b": x, x-team: "ü\\n" }',
        'name: claude, apiKeys: ["k", "${LINES}"], model: m',
      ),
      [
        'providers[0].apiKey holds characters that a header cannot carry, such as a line end; remove them',
        'providers[0].headers.(a string of 3 characters) cannot be the name of a header; use letters, digits and hyphens',
        'providers[0].headers.x-team holds characters that a header cannot carry, such as a line end; remove them',
        'providers[1].apiKeys[1] holds characters that a header cannot carry, such as a line end; remove them',
      ],
    ],
    [
      'settings of vendors that cannot travel as they should',
      of(
        'name: azure-openai, apiKey: k, model: m, resource: "r.example/"',
        `${openai}, organization: "日本"`,
        `${claude}, betas: ["a\\n"]`,
      ),
      [
        'providers[0].resource must be the name of a resource, such as my-resource: letters, digits and hyphens',
        'providers[1].organization holds characters that a header cannot carry, such as a line end; remove them',
        'providers[2].betas[0] holds characters that a header cannot carry, such as a line end; remove them',
      ],
    ],
    [
      'a budget without an amount, with two, and with tenants that share it',
      `budgets: [{ by: all }, { by: tenant, usdPerDay: 5, usdPerMinute: 1 }, { by: all, usdPerDay: 5, maxTenants: 5 }]\n${of(openai)}`,
      [
        'budgets[0] needs an amount; add "usdPerDay" or "usdPerMinute"',
        'budgets[1].usdPerMinute stands beside "usdPerDay"; make two budgets of them',
        'budgets[2].maxTenants has no effect on a budget that all share; remove it',
      ],
    ],
    [
      'pools of no provider, and without a bound',
      `pools: { acme: { concurrency: 5 }, team: {} }\n${of('name: group, providers: [{ name: openai, apiKey: k, model: m, pool: acme }]', `${claude}, pool: team`)}`,
      [
        'pools.acme has no effect, no provider outside of groups is in it; give one this "pool", or remove it',
        'pools.team has no effect without "concurrency"; add that, or remove it',
      ],
    ],
    [
      'waits before retries that shrink, also of a group',
      `retry: { backoff: { baseMs: 1000, maxMs: 999 } }\n${of(`name: group, retry: { backoff: { baseMs: 2, maxMs: 1 } }, providers: [{ ${openai} }]`)}`,
      [
        'retry.backoff.maxMs must be at least "baseMs", 1000',
        'providers[0].retry.backoff.maxMs must be at least "baseMs", 2',
      ],
    ],
    [
      'no tiers',
      `strategy: { tiers: [] }\n${of(openai)}`,
      ['strategy.tiers must have at least one tier, such as 0: adaptive'],
    ],
    [
      'limits that say nothing, or are given again',
      of(
        `${openai}, exact: true, limits: [{}]`,
        `${claude}, tokensPerMinute: 5, exact: false, limits: [{ tokensPerMinute: 6 }, { shared: team, exact: true }]`,
      ),
      [
        'providers[0].exact has no effect without a limit; add one, or remove it',
        'providers[0].limits[0] has no effect, it names no limit; add one, such as tokensPerMinute, or remove it',
        'providers[1].tokensPerMinute has no effect, limits[0] gives it again; keep one of the two',
        'providers[1].limits[1].shared is the first to name this quota, so it must give its numbers, such as tokensPerMinute',
        'providers[1].limits[1].exact has no effect without a limit; add one, or remove it',
      ],
    ],
    [
      'defaults that no provider takes, or to which they are of no use',
      `strategy: failover
providerDefaults: { requestsPerMinute: 5, embeddingModel: e, weight: 2, allowInsecureHttp: true, resetsAt: "00:00 UTC", exact: true, apiKey: d, organization: o }
${of(`${claude}, requestsPerMinute: 6`, 'name: groq, apiKeys: [a, b], model: m, requestsPerMinute: 7')}`,
      [
        'providerDefaults.requestsPerMinute has no effect, every provider that could take it has its own; remove it',
        'providerDefaults.embeddingModel has no effect, no provider is of a vendor that has it; remove it',
        'providerDefaults.weight has no effect with the strategy failover, which goes by the order and "priority"; remove it',
        'providerDefaults.allowInsecureHttp has no effect, the "baseURL" does not begin with http:; remove it',
        'providerDefaults.resetsAt has no effect without a limit per day; add one, or remove it',
        'providerDefaults.apiKey has no effect, every provider that could take it has its own; remove it',
        'providerDefaults.organization has no effect, no provider is of a vendor that has it; remove it',
      ],
    ],
    [
      'a default of one vendor whose provider has its own',
      `providerDefaults: { organization: o }\n${of(`${openai}, organization: p`, claude)}`,
      [
        'providerDefaults.organization has no effect, every provider that could take it has its own; remove it',
      ],
    ],
    [
      'a provider of no known vendor, and of the defaults what would be wrong with any',
      `providerDefaults: { organization: o, weight: 2, resetsAt: "00:00 UTC", baseURL: "http://10.0.0.1/v1" }\n${of('name: mine, apiKey: k, model: m')}`,
      [
        'providerDefaults.resetsAt has no effect without a limit per day; add one, or remove it',
        'providerDefaults.baseURL would send the key unencrypted to 10.0.0.1; use https, or set "allowInsecureHttp" to true where the network is trusted',
        expect.stringContaining(
          'providers[0].name is not a vendor\'s, so the provider needs a "type"',
        ) as string,
      ],
    ],
    [
      'a default address to which a provider would send its key unencrypted',
      `providerDefaults: { baseURL: "http://10.0.0.1/v1" }\n${of(`${openai}, allowInsecureHttp: true`, claude, 'name: groq, apiKey: k, model: m')}`,
      [
        'providerDefaults.baseURL would send the key unencrypted to 10.0.0.1; use https, or set "allowInsecureHttp" to true where the network is trusted',
      ],
    ],
    [
      'an alias of nothing, and nothing else of it',
      of('name: openai, apiKey: *key, model: m'),
      ['providers[0].apiKey is an alias without an anchor (&name) before it; quote the text if it is none'],
    ],
    [
      'an option in two spellings, and what else is wrong with it',
      of('name: openai, api_key: 5, apiKey: k, model: m'),
      [
        'providers[0].api_key must be a text that is not empty; put it in quotes, got a number',
        'providers[0].apiKey stands for the same as "api_key"; keep one of the two',
      ],
    ],
    [
      'names of other libraries, also in snake case',
      of(`${openai}, max_tokens: 5, apiBase: x`, `${claude}, api_base: x, max_parallel_requests: 5`),
      [
        'providers[0].max_tokens is not an option here; use "defaults.maxOutputTokens"',
        'providers[0].apiBase is not an option here; use "baseURL"',
        'providers[1].api_base is not an option here; use "baseURL"',
        'providers[1].max_parallel_requests is not an option here; use "concurrency"',
      ],
    ],
    [
      'values of another kind where there are lists, names or options',
      `models: 5\nretry: [5]\nbudgets: { by: all }\n${of(`${openai}, tags: fast, headers: [x]`)}`,
      [
        'models must have names below it (name: value), got a number',
        'retry must have options below it (name: value), got an array',
        'budgets must be a list, got an object',
        'providers[0].tags must be a list, got a string',
        'providers[0].headers must have names below it (name: value), got an array',
      ],
    ],
    ['no list of providers', 'providers:', ['providers has no value; give it one, or remove the key']],
    [
      'true where only false switches something off',
      `hedge: true\ncircuitBreaker: true\nretry: { budget: true }\n${of(openai)}`,
      ['hedge', 'circuitBreaker', 'retry.budget'].map(
        (path) => `${path} must be false, or have options below it, got true`,
      ),
    ],
    [
      'names of other libraries for hedging, whichever way it is given',
      `hedge: { delay: 5 }\n${of(`name: group, hedge: { after: p95, budget: 0.1 }, providers: [{ ${openai} }]`, `name: other, hedge: { percentile: 95 }, providers: [{ ${openai} }]`)}`,
      [
        'hedge.afterMs is missing; add it',
        'hedge.delay is not an option here; use "afterMs"',
        'providers[0].hedge.budget is not an option here; use "budgetRatio"',
        'providers[1].hedge.afterMs is missing; add it',
        'providers[1].hedge.percentile is not an option here; use "after"',
      ],
    ],
  ])('are told: %s', async (_, text, mistakes) => {
    expect(await mistakesOf(text)).toEqual(mistakes)
  })

  it.each<[string, string]>([
    [
      'a provider that has the model of embeddings from the defaults',
      `providerDefaults: { embeddingModel: e }\n${of(`${openai}, embeddingSpace: s`)}`,
    ],
    [
      'defaults that one provider takes',
      `strategy: failover
providerDefaults: { requestsPerMinute: 5, embeddingModel: e, allowInsecureHttp: true, resetsAt: "00:00 UTC", exact: true, weight: 2, organization: o }
${of(
  'name: local, type: openai-compatible, baseURL: "http://vllm:8000/v1", model: m, requestsPerDay: 5',
  'name: inner, strategy: weighted, providers: [{ name: claude, apiKey: k, model: m }]',
  'name: openai, apiKey: k, model: m, requestsPerMinute: 6, limits: [{ shared: a, tokensPerDay: 5 }]',
)}`,
    ],
    [
      'a default that takes the place of nothing that a provider says in another way',
      `providerDefaults: { resource: r, apiVersion: "2024-10-21" }\n${of(
        'name: azure-openai, apiKey: k, model: m',
        'name: other, type: azure-openai, apiKey: k, model: m, baseURL: "https://other.example"',
      )}`,
    ],
    [
      'the address of a default that all providers may use',
      `providerDefaults: { type: openai-compatible, baseURL: "http://vllm:8000/v1" }\n${of('name: a, model: m, allowInsecureHttp: true')}`,
    ],
    [
      'tiers of priorities from the defaults',
      `strategy: { tiers: { 0: weighted, 2: adaptive } }\nproviderDefaults: { priority: 2 }\n${of(openai, `${claude}, priority: 0`)}`,
    ],
    [
      'a pool that has a provider',
      `pools: { acme: { concurrency: 5 } }\nproviderDefaults: { pool: acme }\n${of(openai)}`,
    ],
    [
      'the settings of the API that streams in the background',
      of(`${openai}, background: true, api: responses`),
    ],
    ['a name that groups share', of(openai, `name: group, providers: [{ ${openai} }]`)],
    ['weights where they count', `strategy: weighted\n${of(`${openai}, weight: 2`)}`],
    [
      'weights of 0 and 1 where the order decides',
      `strategy: failover\n${of(`${openai}, weight: 0`, `${claude}, weight: 1`)}`,
    ],
    [
      'tiers by priority',
      `strategy: { tiers: { "-1": adaptive, "0": { name: peak-ewma } } }\n${of(`${openai}, priority: -1`, claude)}`,
    ],
    [
      'a circuit breaker whose pauses grow',
      `circuitBreaker: { resetTimeoutMs: { baseMs: 1000, maxMs: 1000 } }\n${of(openai)}`,
    ],
    [
      'a model of a tag from the defaults',
      `models: { fast: [cheap] }\nproviderDefaults: { tags: [cheap] }\n${of(openai)}`,
    ],
    ['a model of a tag', `models: { fast: [cheap] }\n${of(`${openai}, tags: [cheap]`)}`],
    [
      'a shared quota, named again, and given the same numbers again',
      of(
        `${openai}, limits: [{ shared: team, requestsPerMinute: 5, tokensPerMinute: 9 }]`,
        `${claude}, limits: [{ shared: team }]`,
        'name: groq, apiKey: k, model: m, limits: [{ tokensPerMinute: 9, requestsPerMinute: 5, shared: team }]',
      ),
    ],
    [
      'a time of day for a limit per day',
      of(`${openai}, limits: [{ requestsPerDay: 5, resetsAt: "00:00 UTC" }]`),
    ],
    [
      'a time of day for the limit per day of the defaults',
      `providerDefaults: { tokensPerDay: 5 }\n${of(`${openai}, resetsAt: "00:00 UTC"`)}`,
    ],
  ])('are none in %s', async (_, text) => {
    expect(await mistakesOf(text)).toEqual([])
  })
})
