import { ProviderError } from '@llm-balancer/core'
import { createHttpClient, type CallOptions, type ChatModel } from '@llm-balancer/provider'
import type { AdapterSettings } from '../suite-options.ts'
import { tinyAdapter } from './tiny-adapter.ts'

/** Wrappers that each give a good adapter one flaw. */
export const spoilers: Readonly<Record<string, (settings: AdapterSettings) => ChatModel>> = {
  'tries again by itself': (settings) =>
    tinyAdapter({
      ...settings,
      async fetch(input, init) {
        const response = await settings.fetch(input, init)
        return response.ok ? response : settings.fetch(input, init)
      },
    }),
  'sends the key in the URL': (settings) =>
    tinyAdapter({
      ...settings,
      fetch: (input, init) => settings.fetch(`${new Request(input).url}?key=${settings.apiKey}`, init),
    }),
  'shows the key in its errors': (settings) =>
    overErrors(
      tinyAdapter(settings),
      ({ kind, status }) =>
        new ProviderError({ kind, status, provider: 'tiny', message: `${settings.apiKey} failed` }),
    ),
  'makes an error of its own of an abort': (settings) => {
    const model = tinyAdapter(settings)
    return {
      ...model,
      generate: (request, options) =>
        model.generate(request, options).catch((error: unknown) => {
          throw options?.signal?.aborted === true ? new Error('aborted') : error
        }),
    }
  },
  'takes everything for a failure of the server': (settings) =>
    overErrors(
      tinyAdapter(settings),
      ({ status }) => new ProviderError({ kind: 'server', status, provider: 'tiny', message: 'failed' }),
    ),
  'does not cancel what it leaves': (settings) =>
    tinyAdapter({
      ...settings,
      async fetch(input, init) {
        const { body, status, headers } = await settings.fetch(input, { ...init, signal: null })
        const reader = body?.getReader()
        const kept = new ReadableStream({
          async pull(controller) {
            const chunk = await reader?.read()
            if (chunk?.done === false) controller.enqueue(chunk.value)
            else controller.close()
          },
        })
        return new Response(kept, { status, headers })
      },
    }),
  'gives parts as the chunks come': (settings) => {
    let chunks = 0
    const model = tinyAdapter({
      ...settings,
      async fetch(input, init) {
        const { body, status, headers } = await settings.fetch(input, init)
        const count = new TransformStream<Uint8Array, Uint8Array>({
          transform(chunk, controller) {
            chunks += 1
            controller.enqueue(chunk)
          },
        })
        return new Response(body?.pipeThrough(count) ?? null, { status, headers })
      },
    })
    return {
      ...model,
      async *stream(request, options) {
        for await (const part of model.stream(request, options)) {
          if (part.type === 'finish') for (; chunks > 0; chunks -= 1) yield { type: 'ping' }
          yield part
        }
      },
    }
  },
  'reports no headers': (settings) => {
    const model = tinyAdapter(settings)
    const without = ({ report, ...options }: CallOptions = {}): CallOptions => ({
      ...options,
      report: ({ headers: _, ...facts }) => report?.(facts),
    })
    return {
      ...model,
      generate: (request, options) => model.generate(request, without(options)),
      stream: (request, options) => model.stream(request, without(options)),
    }
  },
  'repeats what the vendor says': (settings) => repeating(settings, () => true),
  'repeats the objects of a vendor': (settings) => repeating(settings, (said) => said.startsWith('{')),
  'repeats the texts of a vendor': (settings) => repeating(settings, (said) => !said.startsWith('{')),
  'leaves the end of a body unread': (settings) =>
    tinyAdapter({
      ...settings,
      async fetch(input, init) {
        const { body, status, headers } = await settings.fetch(input, init)
        const first = await body?.getReader().read()
        return new Response(first?.value ?? null, { status, headers })
      },
    }),
  'reads bodies without an end': (settings) =>
    tinyAdapter({
      ...settings,
      async fetch(input, init) {
        const { body, status, headers } = await settings.fetch(input, init)
        return new Response(await new Response(body).arrayBuffer(), { status, headers })
      },
    }),
  'completes an answer that is cut': (settings) =>
    tinyAdapter({
      ...settings,
      async fetch(input, init) {
        const response = await settings.fetch(input, init)
        const text = await response.text().catch(() => '')
        const isCut = text.startsWith('{') && !text.endsWith('}')
        const whole = { choices: [{ message: { content: 'made up' }, finish_reason: 'stop' }] }
        const { status, headers } = response
        return new Response(isCut ? JSON.stringify(whole) : text, { status, headers })
      },
    }),
  'fails after all': (settings) => {
    const model = tinyAdapter(settings)
    return {
      ...model,
      async generate(request, options) {
        await model.generate(request, options)
        throw new ProviderError({ kind: 'server', provider: 'tiny', message: 'failed after all' })
      },
    }
  },
  'finishes a stream that fails': (settings) => {
    const model = tinyAdapter(settings)
    return {
      ...model,
      async *stream(request, options) {
        try {
          yield* model.stream(request, options)
        } catch (error) {
          const usage = {
            inputTokens: { total: 1, noCache: 1, cacheRead: undefined, cacheWrite: undefined },
            outputTokens: { total: 1, text: 1, reasoning: undefined },
          }
          yield { type: 'finish', finishReason: { unified: 'stop', raw: 'stop' }, usage }
          throw error
        }
      },
    }
  },
  'takes every probe for a success': (settings) => ({
    ...tinyAdapter(settings),
    probe: () => Promise.resolve(),
  }),
  'probes twice': (settings) => ({
    ...tinyAdapter(settings),
    async probe(options) {
      await probe(settings, options).catch(() => {})
      return probe(settings, options)
    },
  }),
}

/** A chat model with a good probe. */
export function probingAdapter(settings: AdapterSettings): ChatModel {
  return { ...tinyAdapter(settings), probe: (options) => probe(settings, options) }
}

async function probe({ baseURL, apiKey, fetch }: AdapterSettings, options?: CallOptions): Promise<void> {
  const http = createHttpClient({ provider: 'tiny', modelId: 'model', baseURL, apiKey, fetch })
  await http.getJson('/models', { headers: [options?.headers], signal: options?.signal })
}

function repeating(settings: AdapterSettings, isRepeated: (said: string) => boolean): ChatModel {
  let said = ''
  const model = tinyAdapter({
    ...settings,
    async fetch(input, init) {
      const response = await settings.fetch(input, init)
      if (!response.ok) said = await response.clone().text()
      return response
    },
  })
  return overErrors(model, (error) =>
    isRepeated(said)
      ? new ProviderError({ kind: error.kind, status: error.status, provider: 'tiny', message: said })
      : error,
  )
}

function overErrors(model: ChatModel, change: (error: ProviderError) => ProviderError): ChatModel {
  return {
    ...model,
    generate: (request, options) =>
      model.generate(request, options).catch((error: unknown) => {
        throw ProviderError.isInstance(error) ? change(error) : error
      }),
  }
}
