import { expect, it, onTestFinished, vi } from 'vitest'

it('preloaded, it answers the calls of the global fetch for every vendor, and its fake can be programmed', async () => {
  const { fetch: real } = globalThis
  onTestFinished(() => void (globalThis.fetch = real))
  // The module acts when it is loaded, and may have been loaded before in this process.
  vi.resetModules()
  const { vendors } = await import('./index.ts')
  expect(globalThis.fetch).not.toBe(real)
  const chat = { model: 'm', max_tokens: 9, messages: [{ role: 'user', content: 'Hello' }] }
  const contents = [{ role: 'user', parts: [{ text: 'Hello' }] }]
  const ask = async (url: string, body: object): Promise<string> =>
    (await globalThis.fetch(url, { method: 'POST', body: JSON.stringify(body) })).text()
  const answers = [
    ['openai', 'https://api.openai.com/v1/chat/completions', chat],
    ['azure-openai', 'https://eu.openai.azure.com/openai/v1/chat/completions', chat],
    ['anthropic', 'https://api.anthropic.com/v1/messages', chat],
    ['google', 'https://generativelanguage.googleapis.com/v1beta/models/m:generateContent', { contents }],
    ['cohere', 'https://api.cohere.com/v2/chat', chat],
    ['mistral', 'https://api.mistral.ai/v1/chat/completions', chat],
    ['groq', 'https://api.groq.com/openai/v1/chat/completions', chat],
    ['together', 'https://api.together.xyz/v1/chat/completions', chat],
  ] as const
  for (const [format, url, body] of answers)
    expect(await ask(url, body)).toContain(`This is the fake ${format}.`)
  vendors.target('groq').outage('overloaded')
  expect((await globalThis.fetch(answers[6][1], { method: 'POST', body: '{}' })).status).toBe(498)
})
