import { checkModelSettings, checkText, createHttpClient } from '@llm-balancer/provider'
import type { HttpClient } from '@llm-balancer/provider'
import { errorRules } from './error-rules.ts'
import type { GoogleOptions } from './options.ts'
import { refusalIn } from './response/candidate-of.ts'

const provider = 'google'
const defaultBaseURL = 'https://generativelanguage.googleapis.com/v1beta'

/**
 * Checks options, of which `own` are beside those of every model, and gives the client of their endpoint. The key never
 * goes into the URL.
 *
 * @throws TypeError naming the option.
 */
export function createClient(options: GoogleOptions, own: readonly string[] = []): HttpClient {
  checkModelSettings(provider, options, own)
  const { model, vertex = false, baseURL, ...settings } = options
  if (vertex) checkText(provider, 'baseURL', baseURL)
  return createHttpClient({
    ...settings,
    baseURL: baseURL ?? defaultBaseURL,
    provider,
    modelId: model,
    authHeaders: (key) => (vertex ? { authorization: `Bearer ${key}` } : { 'x-goog-api-key': key }),
    errorRules,
    refusalIn,
  })
}

/** The name of a model as the API has it: `models/gemini-3.8-flash`. A name with a `/` is one already. */
export function resourceOf(model: string): string {
  return model.includes('/') ? model : `models/${model}`
}

/** A method of a model, below the base URL. */
export function methodPath(model: string, method: string): string {
  return `${resourceOf(model)}:${method}`
}
