import { createOpenAI } from '@ai-sdk/openai'
import { ChatOpenAI } from '@langchain/openai'
import { LLMProviders } from '@stackbilt/llm-providers'
import type { Fetch } from '@llm-balancer/provider'
import { generateText, streamText, type LanguageModel } from 'ai'
import { createFallback } from 'ai-fallback'
import { createRetryableModel, httpStatus } from 'ai-retry/language-model'
import OpenAI from 'openai'
import type { Rival } from './rival.ts'
import { question } from './transport.ts'

const model = 'gpt-4o-mini'

/** Libraries that speak to models, with three places to go where they take several. */
export function libraryRivals(fetch: Fetch): Rival[] {
  return [officialSdk(fetch), ...aiSdks(fetch), langchain(fetch), stackbilt()]
}

function officialSdk(fetch: Fetch): Rival {
  const client = new OpenAI({ apiKey: 'key', fetch: fetch as typeof globalThis.fetch })
  const messages = [{ role: 'user' as const, content: question }]
  return {
    name: 'the official OpenAI SDK, one key',
    packages: ['openai'],
    async call() {
      const answer = await client.chat.completions.create({ model, messages })
      return answer.choices[0]?.message.content ?? ''
    },
    async stream() {
      let text = ''
      const chunks = await client.chat.completions.create({ model, messages, stream: true })
      for await (const chunk of chunks) text += chunk.choices[0]?.delta.content ?? ''
      return text
    },
  }
}

function aiSdks(fetch: Fetch): Rival[] {
  const openai = createOpenAI({ apiKey: 'key', fetch: fetch as typeof globalThis.fetch })
  const models = [model, 'gpt-4o', 'gpt-4.1'] as const
  const [first, second, third] = [openai.chat(models[0]), openai.chat(models[1]), openai.chat(models[2])]
  const retryable = createRetryableModel({
    model: first,
    retries: [httpStatus(503).switch({ model: second }), httpStatus(529).switch({ model: third })],
  })
  const fallback = createFallback({ models: [first, second, third] })
  return [
    aiSdk('AI SDK, one key', ['ai'], first),
    aiSdk('AI SDK with ai-retry', ['ai-retry'], retryable),
    aiSdk('AI SDK with ai-fallback', ['ai-fallback'], fallback),
  ]
}

function aiSdk(name: string, packages: readonly string[], languageModel: LanguageModel): Rival {
  const settings = { model: languageModel, prompt: question, maxRetries: 0 }
  return {
    name,
    packages,
    async call() {
      const { text } = await generateText(settings)
      return text
    },
    async stream() {
      let text = ''
      for await (const delta of streamText(settings).textStream) text += delta
      return text
    },
  }
}

function langchain(fetch: Fetch): Rival {
  const chat = (name: string): ChatOpenAI =>
    new ChatOpenAI({
      apiKey: 'key',
      model: name,
      maxRetries: 0,
      configuration: { fetch: fetch as typeof globalThis.fetch },
    })
  const models = chat(model).withFallbacks([chat('gpt-4o'), chat('gpt-4.1')])
  return {
    name: 'LangChain `withFallbacks`',
    packages: ['@langchain/openai', '@langchain/core'],
    async call() {
      const { text } = await models.invoke(question)
      return text
    },
    async stream() {
      let text = ''
      for await (const chunk of await models.stream(question)) text += chunk.text
      return text
    },
  }
}

/** Takes no `fetch` of its own: it uses the global one. */
function stackbilt(): Rival {
  const llm = new LLMProviders({
    openai: { apiKey: 'key' },
    groq: { apiKey: 'key' },
    enableCircuitBreaker: true,
  })
  const request = { messages: [{ role: 'user' as const, content: question }], model }
  return {
    name: '@stackbilt/llm-providers',
    packages: ['@stackbilt/llm-providers'],
    async call() {
      const { message } = await llm.generateResponse(request)
      return message
    },
    async stream() {
      let text = ''
      for await (const piece of await llm.generateResponseStream(request)) text += piece
      return text
    },
  }
}
