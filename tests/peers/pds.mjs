// A PLC (in memory) and a PDS on ports of their own: prints one line of JSON when they are ready, and stops with its input.
import { TestNetworkNoAppView } from '@atproto/dev-env'

const network = await TestNetworkNoAppView.create({ pds: { hostname: 'localhost', enableDidDocWithSession: true } })
console.log(JSON.stringify({ plc: network.plc.url, pds: network.pds.url, admin: network.pds.adminAuth() }))

const stop = async () => {
  try {
    await network.close()
  } finally {
    process.exit(0)
  }
}
process.on('SIGTERM', stop)
process.stdin.on('end', stop).resume()
