import { asRecord } from '../read/as-value.ts'
import type { FilePart } from './message.ts'

/**
 * An image as OpenAI's formats have it, as a part of a message: its address, which may be a `data:` one and is not checked here, and how
 * closely OpenAI looks at it.
 */
export function imageAt(image: unknown): FilePart {
  const { url, detail } = asRecord(image)
  const own = typeof detail === 'string' ? { providerOptions: { openai: { detail } } } : {}
  return { type: 'file', mediaType: 'image', data: { type: 'url', url: url as string }, ...own }
}
