/**
 * The genuine SDKs' own errors of every recorded refusal, as a target of core throws them: `classifyError` gives the same kind and
 * scope as the adapter does, which the conformance suite holds to the same fixtures.
 */
import Anthropic from '@anthropic-ai/sdk'
import { GoogleGenAI } from '@google/genai'
import { classifyError } from '@llm-balancer/core/errors'
import {
  fixtureDate,
  readFixtures,
  readVendorFixtures,
  type Fixture,
  type Surface,
} from '@llm-balancer/testing/conformance'
import { Mistral } from '@mistralai/mistralai'
import { CohereClientV2 } from 'cohere-ai'
import Groq from 'groq-sdk'
import OpenAI, { AzureOpenAI } from 'openai'
import Together from 'together-ai'
import { describe, expect, it, vi } from 'vitest'

const model = 'm'
const messages = [{ role: 'user', content: 'Hello' } as const]
const own = { apiKey: 'planted-key', maxRetries: 0 }

/** A whole or a streamed call of an SDK, read to its end. */
type Call = (stream: boolean) => Promise<unknown>

async function readAll(chunks: unknown): Promise<void> {
  for await (const _ of chunks as AsyncIterable<unknown>);
}

const chat =
  (client: { chat: { completions: { create: (body: never) => PromiseLike<unknown> } } }): Call =>
  async (stream) => {
    const answer = await client.chat.completions.create({ model, messages, stream } as never)
    if (stream) await readAll(answer)
  }

const openai = (baseURL = 'https://vendor.example/v1'): Call => chat(new OpenAI({ ...own, baseURL }))

/** The SDK that people use for each vendor. Made when it is called: some take the `fetch` of that moment. */
const sdks: Readonly<Record<Surface, () => Call>> = {
  openai: () => openai(),
  'openai-compatible': () => openai(),
  'azure-openai': () =>
    chat(
      new AzureOpenAI({ ...own, apiVersion: '2025-01-01-preview', endpoint: 'https://x.openai.azure.com' }),
    ),
  'openai-responses': () => async (stream) => {
    const answer = await new OpenAI(own).responses.create({ model, input: 'Hello', stream })
    if (stream) await readAll(answer)
  },
  anthropic: () => async (stream) => {
    const answer = await new Anthropic(own).messages.create({ model, max_tokens: 5, messages, stream })
    if (stream) await readAll(answer)
  },
  google: () => async (stream) => {
    const { models } = new GoogleGenAI({ apiKey: own.apiKey })
    const request = { model, contents: 'Hello' }
    if (stream) await readAll(await models.generateContentStream(request))
    else await models.generateContent(request)
  },
  cohere: () => async (stream) => {
    const client = new CohereClientV2({ token: own.apiKey })
    const request = { model, messages }
    if (stream) await readAll(await client.chatStream(request, { maxRetries: 0 }))
    else await client.chat(request, { maxRetries: 0 })
  },
  mistral: () => async (stream) => {
    const client = new Mistral({ apiKey: own.apiKey, retryConfig: { strategy: 'none' } })
    if (stream) await readAll(await client.chat.stream({ model, messages }))
    else await client.chat.complete({ model, messages })
  },
  groq: () => chat(new Groq(own)),
  together: () => chat(new Together(own)),
}

/** What the SDK throws for a recorded answer; undefined when it takes it for a good one. */
async function errorOf(make: () => Call, fixture: Fixture): Promise<unknown> {
  const { status, headers, body, stream } = fixture
  const answer = (): Promise<Response> => Promise.resolve(new Response(body, { status, headers }))
  vi.stubGlobal('fetch', answer)
  try {
    await make()(stream)
    return undefined
  } catch (error) {
    return error
  } finally {
    vi.unstubAllGlobals()
  }
}

/** What an SDK's error does not tell any more. */
const lost: Readonly<Record<string, string>> = {
  // The status stands beside the error object, which is all that OpenAI's SDK keeps.
  'cerebras stream-error-mid': 'server',
  // OpenAI's SDK itself fails over an answer without a body.
  'openai-responses err-200-empty': 'bad-request',
}

async function checkFixture(make: () => Call, fixture: Fixture): Promise<void> {
  const { expect: expected, status, surface, name } = fixture
  const error = await errorOf(make, fixture)
  if (error === undefined) {
    // Under a good status, what ends early, is empty or says that it failed is an answer to an SDK.
    expect(status).toBe(200)
    return
  }
  const { kind, scope, retryAfterMs } = classifyError(error, fixtureDate)
  const known = lost[`${surface} ${name}`]
  if (known === undefined) expect({ kind, scope }).toEqual({ kind: expected?.kind, scope: expected?.scope })
  else expect(kind).toBe(known)
  if (typeof expected?.retryAfterMs === 'number') expect(retryAfterMs).toBe(expected.retryAfterMs)
}

const failing = (fixtures: readonly Fixture[]): [string, Fixture][] =>
  fixtures.filter((fixture) => fixture.expect !== undefined).map((fixture) => [fixture.name, fixture])

describe.each(Object.entries(sdks))(
  'an error of the SDK for %s means what it means to the adapter',
  (name, make) => {
    it.each(failing(readFixtures(name as Surface)))('%s', async (_, fixture) => {
      await checkFixture(make, fixture)
    })
  },
)

describe.each(['cerebras', 'deepseek', 'ollama', 'openrouter', 'xai'])(
  "an error of OpenAI's SDK over %s means what it means to the adapter",
  (vendor) => {
    const { fixtures } = readVendorFixtures(vendor, new URL(`../../${vendor}/fixtures/`, import.meta.url))
    it.each(failing(fixtures))('%s', async (_, fixture) => {
      await checkFixture(() => openai(), fixture)
    })
  },
)
