import { createModelClient, pathSegment } from '@llm-balancer/provider'
import type { HttpClient } from '@llm-balancer/provider'
import { errorRules } from './error-rules.ts'
import type { GoogleEmbeddingSettings } from './google-settings.ts'
import { refusalIn } from './response/candidate-of.ts'

const defaultBaseURL = 'https://generativelanguage.googleapis.com/v1beta'

/**
 * Checks settings, without those that only this adapter has, and gives the client of their endpoint. The key never goes into
 * the URL.
 *
 * @throws TypeError or RangeError naming the setting.
 */
export function createClient(settings: GoogleEmbeddingSettings, vertex = false): HttpClient {
  return createModelClient(
    {
      provider: 'google',
      needsKey: true,
      ...(vertex ? {} : { baseURL: defaultBaseURL }),
      authHeaders: (key) => (vertex ? { authorization: `Bearer ${key}` } : { 'x-goog-api-key': key }),
      errorRules,
      refusalIn,
    },
    settings,
  )
}

/** The resource name of a model: `models/gemini-3.8-flash`. A name with a `/` is one already. */
export function resourceOf(model: string): string {
  return model.includes('/') ? model : `models/${model}`
}

/** A method of a model, below the base URL. @throws TypeError for a name that cannot stand in a path */
export function methodPath(model: string, method: string): string {
  const segments = resourceOf(model).split('/')
  return `${segments.map((segment) => pathSegment('model', segment, 'google')).join('/')}:${method}`
}
