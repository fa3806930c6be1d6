import { imagePart } from '@llm-balancer/openai-compatible'
import type { WireImage } from '@llm-balancer/openai-compatible'
import type { ResolvedFile } from '@llm-balancer/provider'

/** A file of a message, as Together has it. */
export type TogetherFile =
  | WireImage
  | { readonly type: 'video_url'; readonly video_url: { readonly url: string } }
  | { readonly type: 'audio_url'; readonly audio_url: { readonly url: string } }
  | { readonly type: 'input_audio'; readonly input_audio: { readonly data: string; readonly format: 'wav' } }

/** A file as Together takes it: an image, a video, sound; undefined for any other. */
export function togetherFilePart(file: ResolvedFile): TogetherFile | undefined {
  const { mediaType, base64, url } = file
  if (url === undefined) return undefined
  if (mediaType.startsWith('video')) return { type: 'video_url', video_url: { url } }
  if (!mediaType.startsWith('audio')) return imagePart(file)
  return base64 !== undefined && mediaType.endsWith('wav')
    ? { type: 'input_audio', input_audio: { data: base64, format: 'wav' } }
    : { type: 'audio_url', audio_url: { url } }
}
