import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { ConfigurationError, parseConfig } from './index.ts'
import { MemoryFiles } from './test/memory-files.ts'

const env = { KEY: 'sk-planted-0123456789', PORT: '8000', WEIGHT: '3', DIGITS: '12345678', EMPTY: '' }

/** The mistakes of a text, each as `line:column path message`. */
async function mistakesOf(text: string, options: object = {}): Promise<readonly string[]> {
  const error: unknown = await parseConfig(text, { env, ...options }).then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  expect(ConfigurationError.isInstance(error)).toBe(true)
  return (error as ConfigurationError).errors.map(
    ({ line, column, path, message }) => `${String(line)}:${String(column)} ${path} ${message}`,
  )
}

const provider = '{ name: openai, apiKey: k, model: m }'

describe('a configuration', () => {
  it('is YAML or JSON', async () => {
    const expected = {
      strategy: 'weighted',
      providers: [{ name: 'openai', apiKey: 'k', model: 'm', weight: 2 }],
    }
    const yaml =
      'strategy: weighted\nproviders:\n  - name: openai\n    apiKey: k\n    model: m\n    weight: 2\n'
    expect({ ...(await parseConfig(yaml, { env })) }).toMatchObject(expected)
    expect({ ...(await parseConfig(JSON.stringify(expected, null, '\t'), { env })) }).toMatchObject(expected)
  })

  it.each([undefined, null, 5, {}])('is a text, and not %j', async (text) => {
    await expect(parseConfig(text as never)).rejects.toThrow('parseConfig: "text" must be a string')
  })

  it('names a model, or one for embeddings alone', async () => {
    const { providers } = await parseConfig('providers: [{ name: openai, apiKey: k, embeddingModel: e }]', {
      env,
    })
    expect({ ...providers[0] }).toMatchObject({ embeddingModel: 'e' })
    expect(await mistakesOf('providers: [{ name: openai, apiKey: k }]')).toEqual([
      expect.stringContaining('providers[0].model is missing; add the name of the model'),
    ])
  })

  it('may have a bracket that is not closed, which is said', async () => {
    expect(await mistakesOf('providers: [\n')).toEqual([expect.stringContaining('close a bracket before it')])
  })

  it('may write options in snake case, and leaves names of its own as they are', async () => {
    const { providers, models } = await parseConfig(
      `models: { my_model: [openai] }
providers:
  - name: openai
    api_key: k
    base_url: https://proxy.example/v1
    model: m
    requests_per_minute: 5
    headers: { api_key: x }
    defaults: { provider_options: { openai: { max_tokens: 1 } } }`,
      { env },
    )
    expect(models).toEqual({ my_model: ['openai'] })
    expect({ ...providers[0] }).toMatchObject({
      apiKey: 'k',
      baseURL: 'https://proxy.example/v1',
      requestsPerMinute: 5,
      headers: { api_key: 'x' },
      defaults: { providerOptions: { openai: { max_tokens: 1 } } },
    })
  })

  it('refers to the environment, in numbers and as a part of texts as well', async () => {
    const { providers } = await parseConfig(
      `providers:
  - name: openai-compatible
    apiKey: \${DIGITS}
    model: \${MODEL:-llama}
    weight: \${WEIGHT}
    baseURL: http://localhost:\${PORT}/v1
    tags: ["$\${KEY}", "\${EMPTY:-usual}"]`,
      { env },
    )
    expect({ ...providers[0] }).toMatchObject({
      apiKey: '12345678',
      model: 'llama',
      weight: 3,
      baseURL: 'http://localhost:8000/v1',
      tags: ['${KEY}', 'usual'],
    })
  })

  it.each([
    ['${', 'has a "${" that is not ${NAME} or ${NAME:-default}; write $${ where the characters are meant'],
    [
      '${A-b}',
      'has a "${" that is not ${NAME} or ${NAME:-default}; write $${ where the characters are meant',
    ],
    [
      '${NONE:-${KEY}}',
      'has a "${" inside of a default, which is not looked up; write a default without one',
    ],
    [
      '${NONE:-x-${KEY:-y}}',
      'has a "${" inside of a default, which is not looked up; write a default without one',
    ],
  ])('does not take %s for a value', async (value, message) => {
    const text = `providers:\n  - { name: openai, apiKey: "${value}", model: m }`
    expect(await mistakesOf(text)).toEqual([`2:29 providers[0].apiKey ${message}`])
  })

  it('gives defaults to every provider that does not say otherwise, also inside of groups', async () => {
    const { providers } = await parseConfig(
      `providerDefaults: { apiKey: d, organization: o, weight: 2 }
providers:
  - { name: openai, model: m }
  - { name: claude, model: m, apiKeys: [a, b], weight: 5 }
  - { name: group, providers: [{ name: groq, model: m }] }`,
      { env },
    )
    const plain = providers.map((each) => ({ ...each }))
    expect(plain[0]).toEqual({ name: 'openai', model: 'm', apiKey: 'd', organization: 'o', weight: 2 })
    expect(plain[1]).toEqual({ name: 'claude', model: 'm', apiKeys: ['a', 'b'], weight: 5 })
    expect(plain[2]).toEqual({
      name: 'group',
      providers: [expect.objectContaining({ apiKey: 'd', weight: 2 })],
    })
  })

  it('gives no default to a provider whose vendor has no use for it, or that says it in another way', async () => {
    const { providers } = await parseConfig(
      `providerDefaults: { apiKey: d, embeddingModel: e, embeddingSpace: s, resource: r }
providers:
  - { name: openai, model: m }
  - { name: groq, model: m, apiKeys: [a] }
  - { name: azure-openai, model: m }
  - { name: other, type: azure-openai, model: m, baseURL: "https://other.example" }`,
      { env },
    )
    const embedding = { embeddingModel: 'e', embeddingSpace: 's' }
    expect(providers.map((each) => ({ ...each }))).toEqual([
      { name: 'openai', model: 'm', apiKey: 'd', ...embedding },
      { name: 'groq', model: 'm', apiKeys: ['a'] },
      { name: 'azure-openai', model: 'm', apiKey: 'd', resource: 'r', ...embedding },
      {
        ...{ name: 'other', type: 'azure-openai', model: 'm', apiKey: 'd', ...embedding },
        baseURL: 'https://other.example',
      },
    ])
  })

  it('numbers priorities where the order of providers decides', async () => {
    const text = `strategy: failover
providers:
  - { name: openai, apiKey: k, model: m, priority: 1 }
  - { name: claude, apiKey: k, model: m }
  - { name: groq, apiKey: k, model: m, priority: 1 }`
    const { providers } = await parseConfig(text, { env })
    expect(providers.map(({ name, priority }) => [name, priority])).toEqual([
      ['openai', 1],
      ['claude', 0],
      ['groq', 2],
    ])
  })

  it('has Infinity as a word', async () => {
    const { timeouts } = await parseConfig(
      `timeouts: { attemptMs: infinity, idleMs: .inf }\nproviders: [${provider}]`,
    )
    expect(timeouts).toEqual({ attemptMs: Infinity, idleMs: Infinity })
  })

  it('shows no secret when it is printed', async () => {
    const text =
      'providers:\n  - { name: openai, apiKey: sk-planted-0123456789, model: m, headers: { x: sk-planted-0123456789 } }'
    const config = await parseConfig(text, { env })
    for (const printed of [JSON.stringify(config), inspect(config, { depth: Infinity })]) {
      expect(printed).toContain('[hidden]')
      expect(printed).not.toContain('planted')
    }
    expect(config.providers[0]).toHaveProperty('apiKey', 'sk-planted-0123456789')
    const address = 'https://gateway.example/v1?key=planted-1&api-version=2024-10-21'
    const [asked] = (
      await parseConfig(`providers: [{ name: openai, apiKey: k, model: m, baseURL: "${address}" }]`)
    ).providers
    expect(inspect(asked)).toContain("baseURL: 'https://gateway.example/v1?[hidden]'")
    expect(asked).toHaveProperty('baseURL', address)
    const several = await parseConfig(
      'providers: [{ name: openai, apiKeys: [planted-1, planted-2], model: m }]',
    )
    expect(JSON.parse(JSON.stringify(several.providers))).toEqual([
      { name: 'openai', apiKeys: ['[hidden]', '[hidden]'], model: 'm' },
    ])
  })
})

describe('secrets in files', () => {
  const textOf = (path: string): string =>
    `providers:\n  - { name: openai, apiKey: "file:${path}", model: m }`
  const files = new MemoryFiles()
  files.write('/run/secrets/key', 'from a file\n')
  files.write('/etc/passwd', 'root')
  files.write('/run/secrets/empty', '\n')
  files.write('/run/secrets/large', 'x'.repeat(70_000))
  files.link('/run/secrets/escape', '/etc/passwd')
  files.link('/run/secrets/inside', '/run/secrets/key')
  const options = { files, secretFolders: ['/run/secrets'] }

  it.each(['/run/secrets/key', '///run/secrets/key', '/run/secrets/inside'])(
    'are read: file:%s',
    async (path) => {
      const { providers } = await parseConfig(textOf(path), { env, ...options })
      expect(providers[0]).toHaveProperty('apiKey', 'from a file')
    },
  )

  it.each<[string, string]>([
    ['/etc/passwd', 'refers to a file outside of the folders'],
    ['/run/secrets/escape', 'refers to a file outside of the folders'],
    ['/run/secrets/../../etc/passwd', 'refers to a file outside of the folders'],
    ['/run/secrets/none', 'refers to a file that does not exist'],
    ['/run/secrets/empty', 'refers to an empty file'],
    ['/run/secrets/large', 'refers to a file of more than 65536 bytes'],
    ['relative', 'needs an absolute path'],
    ['', 'needs a path after "file:"'],
  ])('are refused: file:%s', async (path, message) => {
    const mistakes = await mistakesOf(textOf(path), options)
    expect(mistakes).toHaveLength(1)
    expect(mistakes[0]).toContain(`2:29 providers[0].apiKey ${message}`)
    expect(files.read).not.toContain('/etc/passwd')
  })

  it('are read nowhere without folders', async () => {
    expect((await mistakesOf(textOf('/run/secrets/key'), { files }))[0]).toContain('outside of the folders')
  })
})

it('shows no value where a reference, or a secret of a wrong type, is wrong', async () => {
  const text = `strategy: \${KEY}
timeouts: { deadlineMs: "\${KEY}", attemptMs: "\${DIGITS}x" }
providers:
  - { name: openai, apiKey: 123456789, model: m, weight: "\${KEY}", baseURL: "https://user:planted@x.example" }
  - { name: claude, apiKey: [sk-planted-0123456789], model: m, baseURL: "http://\${KEY}.example" }
  - sk-planted-0123456789
  - { name: groq, apiKey: k, model: m, sk-planted-0123456789: 1, headers: { x: 123456789 } }
sk-planted-0123456789abc: 1`
  const mistakes = (await mistakesOf(text)).join('\n')
  expect(mistakes).not.toMatch(/planted|12345678/)
  expect(mistakes).toMatchInlineSnapshot(`
    "1:11 strategy must be one of round-robin, weighted, weighted-round-robin, weighted-random, least-in-flight, most-headroom, adaptive, peak-ewma, lowest-cost, affinity, failover, sticky-failover, got the value of "KEY"
    2:25 timeouts.deadlineMs must be within (0, ∞], got the value of "KEY"
    2:46 timeouts.attemptMs must be within (0, ∞], got a text with "DIGITS"
    4:29 providers[0].apiKey must be a text that is not empty; put it in quotes, got a number
    4:58 providers[0].weight must be within [0, ∞), got the value of "KEY"
    4:77 providers[0].baseURL must not hold credentials; use "apiKey" or "headers"
    5:29 providers[1].apiKey must be a text that is not empty; put it in quotes, got an array
    5:73 providers[1].baseURL would send the key unencrypted to a text with "KEY"; use https, or set "allowInsecureHttp" to true where the network is trusted
    6:5 providers[2] must have options below it (name: value), got a string
    7:40 providers[3].(a string of 21 characters) is not an option here; remove it
    7:80 providers[3].headers.x must be a text that is not empty; put it in quotes, got a number
    8:1 (a string of 24 characters) is not an option here; remove it, or use one of $schema, strategy, timeouts, retry, circuitBreaker, whenUnavailable, hedge, cooling, exposeVendorErrors, pools, budgets, catalogue, models, providerDefaults, providers"
  `)
})

it('tells what cannot be read among the other mistakes, in the order of the text', async () => {
  const text = `strategy: weigthed
hedge: *none
colour: red
providers:
  - { name: openai, apiKey: k, model: m, name: openai, weigth: 2 }
  - { name: claude, apiKey: k, model: m, modle: n, model: m }`
  expect((await mistakesOf(text)).map((mistake) => mistake.split(' ')[0])).toEqual([
    ...['1:11', '2:8', '3:1', '5:42', '5:56', '6:42', '6:52'],
  ])
})

it('tells all mistakes at once, in the order of the text, with what to do', async () => {
  const text = `strategy: weigthed
timeouts: { timeout: 5 }
retry: { maxAttempts: 0 }
circuitBreaker: { trip: { consecutiveFailures: 5 }, windowMs: 5 }
hedge: { after: p95, afterMs: 5 }
colour: red
models: { fast: [opnai], slow: [] }
providers:
  - { name: openai, model: m, weigth: 2 }
  - { name: openai, apiKey: k, model: m, weight: "2" }
  - { name: claude, apiKey: k, model: m, organization: o }
  - { name: mine, apiKey: k, model: m }
  - { name: groq, apiKey: k, apiKeys: [k], model: m, embeddingModel: e }
  - { name: local, type: openai-compatable, model: m }
  - { name: eu, type: openai-compatible, model: m, baseURL: "http://10.0.0.1/v1" }
  - { name: meta, type: openai-compatible, model: m, baseURL: "http://169.254.169.254/" }
  - { name: mistral, apiKey: "\${NOT_SET}", model: m, allowInsecureHttp: true, resetsAt: "25:00 UTC" }`
  const mistakes = await mistakesOf(text)
  expect(mistakes).toMatchInlineSnapshot(`
    [
      "1:11 strategy must be one of round-robin, weighted, weighted-round-robin, weighted-random, least-in-flight, most-headroom, adaptive, peak-ewma, lowest-cost, affinity, failover, sticky-failover, got "weigthed", did you mean "weighted"?",
      "2:13 timeouts.timeout is not an option here; use "deadlineMs"",
      "3:23 retry.maxAttempts must be a whole number within [1, ∞], got 0",
      "4:19 circuitBreaker.trip takes the place of "failureThreshold" and "windowMs"; give one or the other",
      "5:8 hedge "after" and "afterMs" stand for the same; give one of them",
      "6:1 colour is not an option here; remove it, or use one of $schema, strategy, timeouts, retry, circuitBreaker, whenUnavailable, hedge, cooling, exposeVendorErrors, pools, budgets, catalogue, models, providerDefaults, providers",
      "7:18 models.fast[0] names no provider and no tag: "opnai", did you mean "openai"?",
      "7:32 models.slow must name at least one provider or tag",
      "9:5 providers[0].apiKey is missing; openai needs one, such as \${NAME} or file:path",
      "9:31 providers[0].weigth is not an option here, did you mean "weight"?",
      "10:13 providers[1].name is the name of providers[0] as well; give each a name of its own, and the vendor as "type"",
      "10:50 providers[1].weight must be within [0, ∞), got a string; remove the quotes",
      "11:42 providers[2].organization is no setting of anthropic, but of openai; remove it",
      "12:13 providers[3].name is not a vendor's, so the provider needs a "type"; known types are anthropic, claude, azure-openai, cerebras, cohere, deepseek, google, gemini, groq, mistral, ollama, openai, openai-compatible, openrouter, together, xai, grok",
      "13:30 providers[4].apiKeys stands for the same as "apiKey"; give one of them",
      "13:54 providers[4].embeddingModel is of no use, groq makes no embeddings; remove it",
      "14:26 providers[5].type must be one of anthropic, claude, azure-openai, cerebras, cohere, deepseek, google, gemini, groq, mistral, ollama, openai, openai-compatible, openrouter, together, xai, grok, got "openai-compatable", did you mean "openai-compatible"?",
      "15:61 providers[6].baseURL would send the key unencrypted to 10.0.0.1; use https, or set "allowInsecureHttp" to true where the network is trusted",
      "16:63 providers[7].baseURL is a link-local or metadata address, 169.254.169.254, to which no request is sent; give the address of the API",
      "17:30 providers[8].apiKey needs the environment variable NOT_SET, which is not set; set it, or write \${NAME:-default}",
      "17:54 providers[8].allowInsecureHttp has no effect, the "baseURL" does not begin with http:; remove it",
      "17:79 providers[8].resetsAt has no effect without a limit per day; add one, or remove it",
      "17:89 providers[8].resetsAt must be a time and a time zone, such as "00:00 America/Los_Angeles"",
    ]
  `)
  expect(mistakes.length).toBeGreaterThanOrEqual(20)
})
