import { asRecords, asText, isJsonRecord } from '@llm-balancer/provider'
import type { JsonRecord } from '@llm-balancer/provider'
import type { ModelMapping } from './bridge-target.ts'
import type { IncomingRequest } from './bridged-request.ts'
import { modelInPath, withModel } from './outer-paths.ts'

/** A request with a target's name of the model. */
export type AddressedRequest = {
  /** With its query. */
  readonly path: string
  /** The outer client's own object where nothing has changed. */
  readonly body: JsonRecord | undefined
  /** The target's name of the model; empty where the request names none. */
  readonly model: string
}

/** Puts the target's name of the model in the place of the outer client's: in the body, or in the path of Google's requests. */
export function withTargetModel(
  { path, pathname, body }: IncomingRequest,
  mapping: ModelMapping | undefined,
): AddressedRequest {
  const inPath = modelInPath(pathname)
  if (inPath === undefined) {
    const model = asText(body?.['model'])
    if (mapping === undefined || model === '') return { path, body, model }
    const other = mapped(model, mapping)
    return { path, body: { ...body, model: other }, model: other }
  }
  if (mapping === undefined) return { path, body, model: inPath }
  const model = mapped(inPath, mapping)
  return { path: withModel(path, model), body: withModelInParts(body, model), model }
}

/** Requests for several embeddings at once name their model in each. */
function withModelInParts(body: JsonRecord | undefined, model: string): JsonRecord | undefined {
  if (!isJsonRecord(body) || !Array.isArray(body['requests'])) return body
  return {
    ...body,
    requests: asRecords(body['requests']).map((one) => ({ ...one, model: `models/${model}` })),
  }
}

function mapped(model: string, mapping: ModelMapping): string {
  if (typeof mapping === 'string') return mapping
  if (typeof mapping === 'function') return mapping(model)
  return Object.hasOwn(mapping, model) ? (mapping[model] ?? model) : model
}
