import { createChatModel, createModelClient } from '@llm-balancer/provider'
import type { ChatModel, HttpClient } from '@llm-balancer/provider'
import { errorRules } from './error-rules.ts'
import { resolveSettings } from './anthropic-settings.ts'
import type { AnthropicSettings, ResolvedSettings } from './anthropic-settings.ts'
import { anthropicLimitHeaders } from './limit-headers.ts'
import { buildBody } from './request/build-body.ts'
import { traitsOf } from './request/model-traits.ts'
import { StreamReader } from './response/stream-reader.ts'
import { toResponse } from './response/to-response.ts'

/** From this API version on keys are sent as bearer tokens. */
const firstWithBearer = '2026-10-21'

const defaultBaseURL = 'https://api.anthropic.com'

/**
 * One Claude model behind one key, over the Messages API (https://platform.claude.com/docs/en/api/messages).
 *
 * @throws TypeError or RangeError naming an option that is missing, unknown or wrong.
 */
export function anthropic(options: AnthropicSettings): ChatModel {
  const settings = resolveSettings(options)
  const http = createClient(settings)
  const bodySettings = { ...settings, traits: traitsOf(settings.model) }
  const { baseURL = defaultBaseURL } = settings
  const base = /\/v1\/?$/.test(new URL(baseURL).pathname) ? '' : 'v1/'
  const path = `${base}messages`
  return createChatModel({
    provider: 'anthropic',
    modelId: settings.model,
    http,
    path: () => path,
    body(request, stream) {
      const { body, warnings } = buildBody(request, bodySettings)
      return { body: stream ? { ...body, stream } : body, warnings }
    },
    read: (answer) => toResponse(http, answer),
    reader: (answer, call, emit) => new StreamReader(http, answer, { ...call, emit }),
    probePath: `${base}models?limit=1`,
  })
}

function createClient({ version, betas, maxOutputTokens: _, ...settings }: ResolvedSettings): HttpClient {
  return createModelClient(
    {
      provider: 'anthropic',
      needsKey: true,
      baseURL: defaultBaseURL,
      authHeaders: (key) =>
        version < firstWithBearer ? { 'x-api-key': key } : { authorization: `Bearer ${key}` },
      headers: {
        'anthropic-version': version,
        ...(betas.length === 0 ? {} : { 'anthropic-beta': betas.join() }),
      },
      errorRules,
      limitHeaders: anthropicLimitHeaders,
    },
    settings,
  )
}
