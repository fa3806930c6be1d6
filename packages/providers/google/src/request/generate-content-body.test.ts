import { FunctionCallingConfigMode, FunctionResponse, GoogleGenAI, ThinkingLevel } from '@google/genai'
import type { ChatRequest } from '@llm-balancer/provider'
import { expect, it, onTestFinished, vi } from 'vitest'
import { google, googleEmbedding } from '../index.ts'

type Sent = { readonly path: string; readonly key: string | null; readonly body: unknown }

/** The requests that are sent while `work` runs; each gets `answer`. The last segment of a path is the method. */
const sentBy = async (answer: object, work: () => Promise<unknown>): Promise<Sent[]> => {
  const sent: Sent[] = []
  vi.stubGlobal('fetch', (url: string, { headers, body }: RequestInit) => {
    const [path = ''] = /models\/.*/.exec(url) ?? []
    const key = new Headers(headers).get('x-goog-api-key')
    sent.push({ path, key, body: JSON.parse(body as string) as unknown })
    return Promise.resolve(Response.json(answer))
  })
  onTestFinished(() => {
    vi.unstubAllGlobals()
  })
  await work()
  return sent
}

const official = (): GoogleGenAI => new GoogleGenAI({ apiKey: 'k' })

const schema = { type: 'object', properties: { city: { type: 'string' } } }
const picture = { inlineData: { mimeType: 'image/png', data: 'AA==' } }

const request: ChatRequest = {
  messages: [
    { role: 'system', content: 'Be brief.' },
    {
      role: 'user',
      content: [
        { type: 'text', text: 'Where is this?' },
        { type: 'file', mediaType: 'image/png', data: { type: 'data', data: 'AA==' } },
      ],
    },
    {
      role: 'assistant',
      content: [
        {
          type: 'tool-call',
          toolCallId: 'a',
          toolName: 'find',
          input: { city: 'Oslo' },
          providerOptions: { google: { thoughtSignature: 'c2ln' } },
        },
      ],
    },
    {
      role: 'tool',
      content: [
        { type: 'tool-result', toolCallId: 'a', toolName: 'find', output: { type: 'text', value: 'here' } },
      ],
    },
  ],
  temperature: 1,
  maxOutputTokens: 50,
  stopSequences: ['END'],
  reasoning: 'low',
  responseFormat: { type: 'json', schema },
  tools: [
    { type: 'function', name: 'find', description: 'finds it', inputSchema: schema },
    { type: 'provider', id: 'google.google_search', name: 'search', args: {} },
  ],
}

const askOfficially = (): Promise<unknown> =>
  official().models.generateContent({
    model: 'gemini-3.8-flash',
    contents: [
      { role: 'user', parts: [{ text: 'Where is this?' }, picture] },
      {
        role: 'model',
        parts: [
          { functionCall: { id: 'a', name: 'find', args: { city: 'Oslo' } }, thoughtSignature: 'c2ln' },
        ],
      },
      {
        role: 'user',
        parts: [
          {
            functionResponse: Object.assign(new FunctionResponse(), {
              id: 'a',
              name: 'find',
              response: { output: 'here' },
            }),
          },
        ],
      },
    ],
    config: {
      systemInstruction: { parts: [{ text: 'Be brief.' }] },
      temperature: 1,
      maxOutputTokens: 50,
      stopSequences: ['END'],
      thinkingConfig: { thinkingLevel: ThinkingLevel.LOW, includeThoughts: true },
      responseMimeType: 'application/json',
      responseJsonSchema: schema,
      tools: [
        {
          functionDeclarations: [{ name: 'find', description: 'finds it', parametersJsonSchema: schema }],
        },
        { googleSearch: {} },
      ],
      toolConfig: {
        functionCallingConfig: { mode: FunctionCallingConfigMode.VALIDATED },
        includeServerSideToolInvocations: true,
      },
    },
  })

it('equals what Google’s own client sends for the same request', async () => {
  const answer = { candidates: [{ content: { parts: [{ text: '{}' }] }, finishReason: 'STOP' }] }
  const [theirs, ours] = await sentBy(answer, async () => {
    await askOfficially()
    await google({ apiKey: 'k', model: 'gemini-3.8-flash' }).generate(request)
  })
  expect(theirs).toMatchObject({ path: 'models/gemini-3.8-flash:generateContent', key: 'k' })
  expect(ours).toEqual(theirs)
})

it('equals what Google’s own client sends for the same texts', async () => {
  const answer = { embeddings: [{ values: [1] }, { values: [2] }] }
  const model = 'gemini-embedding-001'
  const [theirs, ours] = await sentBy(answer, async () => {
    await official().models.embedContent({
      model,
      contents: [{ parts: [{ text: 'a' }] }, { parts: [{ text: 'b' }] }],
      config: { taskType: 'RETRIEVAL_QUERY', outputDimensionality: 3 },
    })
    const options = { values: ['a', 'b'], purpose: 'search-query', dimensions: 3 } as const
    await googleEmbedding({ apiKey: 'k', model }).embed(options)
  })
  expect(theirs).toMatchObject({ path: `models/${model}:batchEmbedContents`, key: 'k' })
  expect(ours).toEqual(theirs)
})
