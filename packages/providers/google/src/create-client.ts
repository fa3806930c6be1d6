import { createModelClient } from '@llm-balancer/provider'
import type { HttpClient } from '@llm-balancer/provider'
import { errorRules } from './error-rules.ts'
import type { GoogleSettings } from './google-settings.ts'
import { refusalIn } from './response/candidate-of.ts'

const defaultBaseURL = 'https://generativelanguage.googleapis.com/v1beta'

/**
 * Checks options, of which `settingNames` are beside those of every model, and gives the client of their endpoint. The key
 * never goes into the URL.
 *
 * @throws TypeError naming the option.
 */
export function createClient(options: GoogleSettings, settingNames: readonly string[] = []): HttpClient {
  // What is no object is refused below.
  const { vertex = false } = Object(options) as GoogleSettings
  return createModelClient(
    {
      provider: 'google',
      settingNames,
      needsKey: true,
      ...(vertex ? {} : { baseURL: defaultBaseURL }),
      authHeaders: (key) => (vertex ? { authorization: `Bearer ${key}` } : { 'x-goog-api-key': key }),
      errorRules,
      refusalIn,
    },
    options,
  )
}

/** The name of a model as the API has it: `models/gemini-3.8-flash`. A name with a `/` is one already. */
export function resourceOf(model: string): string {
  return model.includes('/') ? model : `models/${model}`
}

/** A method of a model, below the base URL. */
export function methodPath(model: string, method: string): string {
  return `${resourceOf(model)}:${method}`
}
