/** A server that answers as every vendor would. */
export interface FakeVendors {
  readonly url: string
  /** Environment variables under which the examples find keys; the fake server takes any. */
  readonly keys: Readonly<Record<string, string>>
  close(): Promise<void>
}

const keyNames = [
  'OPENAI',
  'ANTHROPIC',
  'AZURE_OPENAI',
  'GROQ',
  'MISTRAL',
  'TOGETHER',
  'GOOGLE',
  'GEMINI',
  'COHERE',
]

/** Where a request for a vendor goes: the same path on the fake server. */
export const routeToFake = (url: URL, fake: string): URL => new URL(`${url.pathname}${url.search}`, fake)

/** Starts the fake server of `@llm-balancer/testing`. */
export const startFakeVendors = async (): Promise<FakeVendors> => {
  const { startFakeLLM } = await import('../../packages/testing/src/index.ts')
  const server = await startFakeLLM({ targets: [] })
  return {
    url: server.url,
    keys: Object.fromEntries(keyNames.map((name) => [`${name}_API_KEY`, 'example-key'])),
    close: () => server.close(),
  }
}
