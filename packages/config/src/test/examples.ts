/** A configuration, and what it shows. */
export type Example = { readonly title: string; readonly text: string }

/** Configurations that use every option there is. */
export const examples: readonly Example[] = [
  { title: 'the smallest', text: 'providers: [{ name: openai, apiKey: k, model: m }]' },
  {
    title: 'every setting of the balancer',
    text: `$schema: https://example.com/schema.json
strategy: { name: peak-ewma, decayMs: 5000, defaultMs: 500, failurePenalty: 3 }
timeouts: { deadlineMs: 20000, attemptMs: infinity, firstContentMs: 5000, idleMs: 9000, failoverReserveRatio: 0.4 }
retry:
  maxAttempts: 4
  attemptsPerTarget: 2
  backoff: { baseMs: 100, maxMs: 1000, factor: 2, jitter: none }
  budget: { capacity: 100, transientCost: 10, throttleCost: 5 }
  maxWaitMs: 1000
  failoverOnContentPolicy: true
circuitBreaker:
  trip:
    consecutiveFailures: 5
    failuresInWindow: { failures: 5, windowMs: 1000 }
    failureRatio: { ratio: 0.5, windowMs: 30000, minimumCalls: 10 }
    slowCallRatio: { ratio: 0.9, slowMs: 9000, windowMs: 30000, minimumCalls: 10 }
  resetTimeoutMs: { baseMs: 1000, factor: 2, maxMs: 60000 }
  resetJitterRatio: 0.1
  maxRetryAfterMs: 60000
  successThreshold: 2
  maxProbes: 2
  probeLeaseMs: 10000
whenUnavailable: { maxWaitMs: 1000, maxWaiting: 10 }
hedge: { after: p95, budgetRatio: 0.05 }
cooling: { throttleMs: 500, quarantineMs: 60000, maxRetryAfterMs: 60000 }
exposeVendorErrors: false
pools: { acme: { concurrency: 10 } }
budgets:
  - { by: tenant, usdPerDay: 5, soft: 0.5, then: cheaper, unpriced: allow, maxTenants: 100, label: day }
models: { fast: [openai, cheap] }
providers:
  - { name: openai, apiKey: k, model: m, tags: [cheap], pool: acme }`,
  },
  {
    title: 'every setting of a provider, in snake case',
    text: `provider_defaults: { requests_per_minute: "\${RPM}", headers: { x-team: a } }
providers:
  - name: main
    type: openai
    api_keys: ["\${A:-a}", "\${B:-b}"]
    model: m
    embedding_model: e
    embedding_space: s
    base_url: http://vllm:8000/v1
    allow_insecure_http: true
    expose_vendor_errors: true
    defaults: { max_output_tokens: 5, temperature: 0.5, provider_options: { openai: { seed: 1 } } }
    weight: "\${WEIGHT}"
    priority: -1
    timeouts: { attempt_ms: 5, first_content_ms: 5, idle_ms: infinity }
    max_attempts: 2
    concurrency: 5
    requests_per_day: 100
    tokens_per_minute: 1000
    input_tokens_per_minute: 1000
    output_tokens_per_minute: 1000
    tokens_per_day: infinity
    resets_at: 00:00 America/Los_Angeles
    limits: [{ shared: org, tokens_per_minute: 5 }]
    circuit_breaker: { failure_threshold: 5, window_ms: 1000, reset_timeout_ms: 1000 }
    cost:
      input_per_mtok: 1
      outputPerMTok: 2
      cacheReadPerMTok: 0
      cacheWritePerMTok: 0
      reasoningPerMTok: 2
      longInput: { aboveTokens: 200000, inputPerMTok: 2 }
    lacks: [tools]
    context_window: 8000
    pool: acme
    organization: o
    project: p
    api: responses`,
  },
  {
    title: 'settings of single vendors',
    text: `providers:
  - { name: claude, apiKey: k, model: m, version: "2023-06-01", betas: [b] }
  - { name: azure-openai, apiKey: k, model: m, resource: r, deployment: d, apiVersion: "2024-10-21" }
  - { name: gemini, apiKey: k, model: m, vertex: true, baseURL: "https://aiplatform.googleapis.com/v1/projects/p/locations/global/publishers/google" }
  - { name: groq, apiKey: k, model: m, reasoningFormat: parsed }
  - { name: openai-compatible, model: m, baseURL: "http://localhost:8000/v1", reasoningInput: reasoning, finishReason: optional }
  - { name: openrouter, apiKey: k, model: m, appURL: "https://a.example", appTitle: t, routing: { order: [a] } }`,
  },
  {
    title: 'references in place of words, numbers and truths',
    text: `strategy: { name: "\${S:-sticky-failover}", round: "\${NO:-false}" }
whenUnavailable: \${UNAVAILABLE:-fail}
hedge: { after: "\${AFTER:-p95}" }
retry: { budget: "\${BUDGET:-false}", backoff: { jitter: "\${JITTER:-none}" } }
budgets: [{ by: "\${BY:-all}", usdPerDay: "\${USD:-5}" }]
providers:
  - { name: main, type: "\${TYPE:-openai}", apiKey: k, model: m, api: "\${API:-responses}", requestsPerMinute: "\${ALL:-infinity}" }
  - { name: group, strategy: "\${S:-weighted}", providers: [{ name: ollama, model: m }] }`,
  },
  {
    title: 'groups, and a strategy for each priority',
    text: `strategy: { tiers: { 0: weighted, 1: { name: affinity, fallback: { name: lowest-cost, inputTokens: 5, outputTokens: 5 } } } }
providers:
  - { name: groq, apiKey: k, model: m, priority: 1, circuitBreaker: false }
  - name: europe
    strategy: { name: sticky-failover, failbackAfterMs: 5000, round: true }
    retry: { maxAttempts: 2, budget: false }
    hedge: { afterMs: 500 }
    weight: 2
    providers:
      - { name: mistral, apiKey: k, model: m }
      - { name: inner, strategy: { tiers: [round-robin] }, providers: [{ name: ollama, model: m }] }`,
  },
]

/** Configurations that the schema alone finds wrong. */
export const wrongExamples: readonly Example[] = [
  { title: 'no providers', text: 'strategy: weighted' },
  { title: 'an unknown option', text: 'colour: red\nproviders: [{ name: openai, apiKey: k, model: m }]' },
  { title: 'an unknown setting', text: 'providers: [{ name: openai, apiKey: k, model: m, colour: red }]' },
  {
    title: 'an unknown strategy',
    text: 'strategy: best\nproviders: [{ name: openai, apiKey: k, model: m }]',
  },
  { title: 'a number out of range', text: 'providers: [{ name: openai, apiKey: k, model: m, weight: -1 }]' },
  { title: 'an unknown type', text: 'providers: [{ name: a, type: acme, apiKey: k, model: m }]' },
  {
    title: 'a text in place of a number',
    text: 'providers: [{ name: openai, apiKey: k, model: m, weight: heavy }]',
  },
  { title: 'a provider without a name', text: 'providers: [{ apiKey: k, model: m }]' },
]
