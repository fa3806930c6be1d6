import { ProviderError } from '@llm-balancer/core'
import type { ChatModel } from '@llm-balancer/provider'
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
