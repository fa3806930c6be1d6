import { compact, resolveFile } from '@llm-balancer/provider'
import type { FileLike, ResolvedFile, UserPart, Warn } from '@llm-balancer/provider'
import { leftOut, ownOf } from './mapping.ts'
import type { Mapping, Source } from './mapping.ts'
import type { InputPart } from './responses-body.ts'

/** Turns a part of a message or of a tool's result into an input part; warns and gives nothing when the API has none for it. */
export function toParts(part: UserPart | (FileLike & Source), { warn }: Mapping): InputPart[] {
  const input = 'text' in part ? toText(part.text) : toFile(part, warn)
  return input === undefined ? [] : [{ ...input, ...ownOf(part) }]
}

function toText(text: string): InputPart {
  return { type: 'input_text', text }
}

function toFile(file: FileLike, warn: Warn): InputPart | undefined {
  const resolved: Partial<ResolvedFile> = resolveFile(file, 'openai') ?? {}
  const { id: file_id, text, url, base64, mediaType = file.mediaType, filename } = resolved
  if (text !== undefined) return toText(text)
  if ((url ?? file_id) === undefined || /^(audio|video)(\/|$)/.test(mediaType)) {
    warn(`file of type ${mediaType}`, leftOut)
    return undefined
  }
  if (/^image(\/|$)/.test(mediaType)) {
    return { type: 'input_image', detail: 'auto', ...compact({ file_id, image_url: url }) }
  }
  // The API reads PDF, office documents, spreadsheets and code, and refuses what it cannot read.
  const name = filename ?? `document.${mediaType.replace(/.*\//, '')}`
  const source = base64 === undefined ? { file_id, file_url: url } : { file_data: url, filename: name }
  return { type: 'input_file', ...compact(source) }
}
