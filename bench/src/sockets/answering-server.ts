import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { shortAnswer } from '../short-answer.ts'

/** What every request is answered with, at once. */
const answer = shortAnswer('instant')

// A process of its own: the server must not take the time of those that are measured.
const server = createServer((request, response) => {
  request.resume()
  request.on('end', () => {
    response
      .writeHead(200, { 'content-type': 'application/json', 'content-length': answer.length })
      .end(answer)
  })
})
server.keepAliveTimeout = 0
server.listen(0, '127.0.0.1', () => {
  process.send?.((server.address() as AddressInfo).port)
})
process.on('disconnect', () => process.exit())
