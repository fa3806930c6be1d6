import { decoded, pathSegment } from '@llm-balancer/provider'

/** The API that the outer client uses. */
export type Format = 'openai' | 'anthropic' | 'google' | 'cohere'

/** Where a request of an outer client goes. */
export type OuterPath = {
  readonly format: Format
  /** The path below the base URL of the format, without its query. */
  readonly pathname: string
}

/** A method of a model in Google's paths: `models/gemini-3.8-flash:generateContent`. */
const googleMethod = /^\/((?:tunedModels|models)\/[^/:]+|publishers\/[^/]+\/models\/[^/:]+):\w+$/

/** What stands before a resource in the paths of Google's API and of Vertex AI: the version, the project. */
const googlePrefix = /^(?!.*\/upload\/).*?\/v\d\w*(?:\/projects\/[^/]+\/locations\/[^/]+)?(?=\/)/

/**
 * The format of a request, by what each vendor's SDK sends alone: a header, or a path. The base URL before the path may be any.
 */
export function outerPathOf(method: string, pathname: string, headers: Headers): OuterPath {
  if (headers.has('anthropic-version')) return { format: 'anthropic', pathname: from(pathname, '/v1/') }
  const ofGoogle = pathname.replace(googlePrefix, '')
  const isGoogles = headers.has('x-goog-api-client') || headers.has('x-goog-api-key')
  if (isGoogles || (method === 'POST' && googleMethod.test(ofGoogle)))
    return { format: 'google', pathname: ofGoogle.replace(/^\/publishers\/google(?=\/models\/)/, '') }
  const isCoheres = headers.get('x-fern-sdk-name') === 'cohere-ai'
  if (isCoheres || /\/v2\/(chat|embed|rerank)$/.test(pathname))
    return { format: 'cohere', pathname: from(pathname, '/v2/', '/v1/') }
  // `/openai/v1/chat/completions` → `/chat/completions`
  return { format: 'openai', pathname: from(pathname, '/v1/').replace(/^\/v1(?=\/)/, '') }
}

/** The path from the first of these words that it has. */
function from(pathname: string, ...starts: readonly string[]): string {
  const start = starts.map((word) => pathname.indexOf(word)).find((at) => at >= 0)
  return start === undefined ? pathname : pathname.slice(start)
}

/** Names under which a key, a token or a signature stands in a query. */
const credential =
  /^(key|(x[-_])?api[-_]?key|(access|oauth|auth|id)[-_]?token|token|subscription-key|sig|signature)$/i

/** A query without the outer client's credentials. */
export function withoutCredentials(search: string): string {
  const query = new URLSearchParams(search)
  const names = [...new Set(query.keys())].filter((name) => credential.test(name))
  if (names.length === 0) return search
  for (const name of names) query.delete(name)
  return query.size === 0 ? '' : `?${query.toString()}`
}

/** The model that a path names; undefined where none is in it. */
export function modelInPath(pathname: string): string | undefined {
  const [, model] = /^\/models\/([^/:]+):\w+$/.exec(pathname) ?? []
  return model === undefined ? undefined : decoded(model)
}

/** A path with another name of the model, which may be a whole resource: `tunedModels/mine`. @throws TypeError for a name that cannot stand in a path */
export function withModel(path: string, model: string): string {
  const resource = model.includes('/') ? model : `models/${model}`
  const segments = resource.split('/').map((segment) => pathSegment('model', segment, 'bridge'))
  return path.replace(/^\/models\/[^/:]+(?=:)/, () => `/${segments.join('/')}`)
}
