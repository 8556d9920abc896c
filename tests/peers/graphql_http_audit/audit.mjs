// node audit.mjs URL TOKEN: every check of graphql-http's auditServer, the optional ones too, must pass.
// The server must serve introspection: the audit asks for `__type`.
import { auditServer } from 'graphql-http';

const EXPECTED_CHECKS = 61;
const [url, token] = process.argv.slice(2);
if (!url || !token) {
  console.error('usage: node audit.mjs URL TOKEN');
  process.exit(2);
}

const results = await auditServer({
  url,
  fetchFn: (input, init = {}) =>
    fetch(input, { ...init, headers: { ...init.headers, authorization: `Bearer ${token}` } }),
});
const failed = results.filter((result) => result.status !== 'ok');
for (const { id, name, status, reason } of failed) {
  console.error(`${status} ${id} ${name}: ${reason}`);
}
console.log(`${results.length - failed.length} of ${results.length} checks passed`);
process.exit(failed.length === 0 && results.length === EXPECTED_CHECKS ? 0 : 1);
