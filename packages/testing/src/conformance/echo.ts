/** Responses of a careless server, which repeats the request's secrets. */
import { plantedHeader, plantedKey, plantedPrompt } from './planted.ts'

/** The request's secrets as a text. */
export const leaky: string = ['Bearer', plantedKey, plantedHeader, plantedPrompt].join(' ')

/** An error body whose free texts repeat what was sent. */
export function echoing(body: string): string {
  return body.replace(/"(message|detail|msg|failed_generation|error)":(\s*)"/g, `"$1":$2"${leaky} `)
}
