import { pathSegment } from '@llm-balancer/provider'
import type { AzureOpenAISettings } from './azure-openai-settings.ts'

/** How messages of errors begin. */
export const owner = 'azure-openai'

/** Where a deployment is called. */
export type Endpoint = {
  readonly baseURL: string | undefined
  /** The path before `/chat/completions`; empty in the v1 API, which finds the deployment by the body's `model`. */
  readonly prefix: string
  /** `?api-version=…`, or nothing. */
  readonly query: string
  /** True before version `2024-09-01`: settings have older names, and streams report no usage. */
  readonly isOld: boolean
}

/**
 * The address of a deployment: in the v1 API, or, when the API version is a date, under its own path. A bare host gets the
 * usual path.
 *
 * @throws TypeError naming the setting that is missing or too much.
 */
export function endpointOf(settings: AzureOpenAISettings, deployment: string): Endpoint {
  const { resource, apiVersion } = settings
  checkEither(settings, 'resource', 'baseURL')
  if (resource !== undefined && !/^[\w-]+$/.test(resource))
    throw new TypeError(`${owner}: "resource" must be the name of a resource, such as "my-resource"`)
  const host = resource === undefined ? settings.baseURL : `https://${resource}.openai.azure.com`
  const version = apiVersion ?? ''
  const isDated = /^\d/.test(version)
  return {
    baseURL: host?.replace(/^(\w+:\/\/[^/]+)\/?$/, `$1/openai${isDated ? '' : '/v1'}`),
    prefix: isDated ? `/deployments/${pathSegment('deployment', deployment, owner)}` : '',
    query: version === '' ? '' : `?api-version=${encodeURIComponent(version)}`,
    isOld: isDated && version < '2024-09-01',
  }
}

/** @throws TypeError unless exactly one of two settings is given */
export function checkEither(
  settings: AzureOpenAISettings,
  one: keyof AzureOpenAISettings,
  other: keyof AzureOpenAISettings,
): void {
  if ((settings[one] === undefined) !== (settings[other] === undefined)) return
  throw new TypeError(`${owner}: give either "${one}" or "${other}"`)
}
