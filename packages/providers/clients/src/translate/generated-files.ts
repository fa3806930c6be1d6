import { toBase64 } from '@llm-balancer/provider'
import type { FileContent } from '@llm-balancer/provider'

/** The address of a file that a model made; its data as a `data:` one. */
export function urlOf({ data, mediaType }: FileContent): string {
  return data.type === 'url' ? data.url.href : `data:${mediaType};base64,${toBase64(data.data)}`
}
