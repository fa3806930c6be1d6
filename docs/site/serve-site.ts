/** Serves the built site on this machine, as a host of static files would. */
import { createReadStream, existsSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import { once } from 'node:events'
import { extname, join, normalize } from 'node:path'

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.txt': 'text/plain; charset=utf-8',
  '.woff2': 'font/woff2',
}

const fileFor = (folder: string, address: string): string | undefined => {
  const path = normalize(decodeURIComponent(address.replace(/[?#].*$/, '')))
  return [path, `${path}.html`, `${path}/index.html`]
    .map((each) => join(folder, each))
    .find((file) => file.startsWith(folder) && existsSync(file) && statSync(file).isFile())
}

/** A server of the files in `folder`, and its address. */
export const serveSite = async (
  folder: string,
): Promise<{ readonly server: Server; readonly address: string }> => {
  const server = createServer(({ url = '/' }, response) => {
    const file = fileFor(folder, url)
    if (file === undefined) return response.writeHead(404).end()
    response.writeHead(200, {
      'content-type': types[extname(file)] ?? 'application/octet-stream',
      // No connection outlives its request.
      connection: 'close',
    })
    return createReadStream(file).pipe(response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return { server, address: `http://127.0.0.1:${String(typeof address === 'object' ? address?.port : '')}` }
}
