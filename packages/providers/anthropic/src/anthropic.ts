import {
  abortableStream,
  anthropicLimitHeaders,
  createHttpClient,
  toTokenUsage,
} from '@llm-balancer/provider'
import type { CallOptions, ChatModel, ChatRequest, HttpCall, HttpClient } from '@llm-balancer/provider'
import { errorRules } from './error-rules.ts'
import { resolveOptions } from './options.ts'
import type { AnthropicOptions, ResolvedOptions } from './options.ts'
import { buildBody } from './request/build-body.ts'
import { readStream } from './response/read-stream.ts'
import { toResponse } from './response/to-response.ts'

/** From this API version on keys are sent as bearer tokens. */
const firstWithBearer = '2026-10-21'

/**
 * One Claude model behind one key, over the Messages API (https://platform.claude.com/docs/en/api/messages).
 *
 * @throws TypeError or RangeError naming an option that is missing, unknown or impossible.
 */
export function anthropic(options: AnthropicOptions): ChatModel {
  const settings = resolveOptions(options)
  const http = createClient(settings)
  const { model: modelId, baseURL } = settings
  const base = /\/v1\/?$/.test(new URL(baseURL).pathname) ? '' : 'v1/'
  const path = `${base}messages`

  return {
    provider: 'anthropic',
    modelId,
    async generate(request, call = {}) {
      const { body, warnings } = buildBody(request, settings)
      const answer = await http.postJson(path, body, toHttpCall(call, request))
      const response = toResponse(http, answer)
      call.report?.({ usage: toTokenUsage(response.usage) })
      return { ...response, warnings, request: { url: answer.url, body } }
    },
    stream(request, call = {}) {
      return abortableStream(call.signal, async function* (signal) {
        const { body: asked, warnings } = buildBody(request, settings)
        const body = { ...asked, stream: true }
        const answer = await http.postStream(path, body, toHttpCall({ ...call, signal }, request))
        try {
          yield { type: 'stream-start', warnings, request: { url: answer.url, body } }
          yield* readStream(http, answer, call)
        } finally {
          answer.close()
        }
      })
    },
    async probe(call = {}) {
      await http.getJson(`${base}models?limit=1`, toHttpCall(call))
    },
  }
}

function createClient({ model, version, betas, headers, ...settings }: ResolvedOptions): HttpClient {
  return createHttpClient({
    ...settings,
    provider: 'anthropic',
    modelId: model,
    authHeaders: (key) =>
      version < firstWithBearer ? { 'x-api-key': key } : { authorization: `Bearer ${key}` },
    headers: {
      'anthropic-version': version,
      ...(betas.length === 0 ? {} : { 'anthropic-beta': betas.join() }),
      ...headers,
    },
    errorRules,
    limitHeaders: anthropicLimitHeaders,
  })
}

function toHttpCall({ signal, headers, report }: CallOptions, request?: ChatRequest): HttpCall {
  return { signal, headers: [request?.headers, headers], report }
}
