import { streamedResponse } from './streamed-response.ts'
import { subjects } from './subjects.ts'

/** Answers `/<subject>/<chat | stream | health | load>` by that work of the subject, an error by its name and message. */
export async function answerRequest(request: Request): Promise<Response> {
  const [, name = '', work] = new URL(request.url).pathname.split('/')
  const subject = subjects[name]
  const { signal } = request
  try {
    if (work === 'chat') return Response.json(await subject?.chat(signal))
    if (work === 'stream' && subject !== undefined) return streamedResponse(subject.stream(signal))
    if (work === 'health') return Response.json(await subject?.health(signal))
    if (work === 'load') return Response.json(subject?.load())
    return new Response('no such work', { status: 404 })
  } catch (error) {
    return new Response(String(error), { status: 500 })
  }
}
