import { toBase64 } from '../chat/base64.ts'
import type { FileContent, ReasoningFileContent } from '../chat/content.ts'

/** The address of a file that a model made; its data as a `data:` one. */
export function fileUrl({ data, mediaType }: FileContent | ReasoningFileContent): string {
  return data.type === 'url' ? data.url.href : `data:${mediaType};base64,${toBase64(data.data)}`
}
