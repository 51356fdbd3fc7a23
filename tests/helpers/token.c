/* For tests: the token of a ledger row. usage: token KEYFILE ID NONCE */
#include "util/token.h"

#include <inttypes.h>
#include <stdio.h>

int main(int argc, char **argv)
{
	struct token_key key;
	struct error err = ERROR_INIT;
	char token[TOKEN_SIZE];
	int64_t id = 0;
	int64_t nonce = 0;

	if (argc != 4 || sscanf(argv[2], "%" SCNd64, &id) != 1 || sscanf(argv[3], "%" SCNd64, &nonce) != 1) {
		return 2;
	}
	if (token_key_load(argv[1], false, &key, &err) != ST_OK) {
		fprintf(stderr, "%s\n", err.text);
		return 1;
	}
	token_make(&key, id, nonce, token);
	puts(token);
	return 0;
}
