import type { BaseMessage, ContentBlock } from '@langchain/core/messages'
import type { FilePart, UserPart } from '@llm-balancer/provider'
import { blockOptions } from './block-options.ts'

/** What a message of the user's says. @throws TypeError naming the type of a block that cannot be translated */
export function toUserParts(owner: string, message: BaseMessage): string | UserPart[] {
  if (typeof message.content === 'string') return message.content
  return message.contentBlocks.map((block) => {
    const part = toUserPart(owner, block)
    const providerOptions = blockOptions(block)
    return providerOptions === undefined ? part : { ...part, providerOptions }
  })
}

/** One block of text, or a file. @throws TypeError for another block */
export function toUserPart(owner: string, block: ContentBlock): UserPart {
  if (block.type === 'text') return { type: 'text', text: textIn(block) }
  const file = imageIn(block) ?? toFile(owner, block)
  if (file !== undefined) return file
  throw new TypeError(`${owner}: a block of type "${block.type}" cannot be sent`)
}

/** An image in OpenAI's form, whose address may stand alone. */
function imageIn({ type, image_url: image }: ContentBlock): FilePart | undefined {
  const { url = image } = Object(image) as { readonly url?: unknown }
  if (type !== 'image_url' || typeof url !== 'string') return undefined
  return { type: 'file', mediaType: 'image', data: { type: 'url', url } }
}

/** What is known of a file whose media type is not given. */
const generalTypes: Readonly<Record<string, string>> = {
  image: 'image',
  audio: 'audio',
  video: 'video',
  file: 'application/octet-stream',
  'text-plain': 'text/plain',
}

/** A block with an image, a sound, a film or a document; undefined for any other. @throws TypeError for one without data */
function toFile(owner: string, block: ContentBlock): FilePart | undefined {
  const general = generalTypes[block.type]
  if (general === undefined) return undefined
  const { mimeType, metadata, title } = block
  const { filename = title, name = filename } = Object(metadata) as Readonly<Record<string, unknown>>
  return {
    type: 'file',
    data: dataOf(owner, block),
    mediaType: typeof mimeType === 'string' ? mimeType : general,
    ...(typeof name === 'string' ? { filename: name } : {}),
  }
}

function dataOf(owner: string, block: ContentBlock): FilePart['data'] {
  const { url, data, text, fileId } = block
  if (typeof url === 'string') return { type: 'url', url }
  if (typeof data === 'string' || data instanceof Uint8Array) return { type: 'data', data }
  if (typeof text === 'string') return { type: 'text', text }
  const problem =
    fileId === undefined
      ? 'has no "url" and no "data"'
      : 'has the id of an upload, which one vendor alone knows; give its "url" or "data"'
  throw new TypeError(`${owner}: a block of type "${block.type}" ${problem}`)
}

function textIn({ text }: ContentBlock): string {
  return typeof text === 'string' ? text : ''
}
