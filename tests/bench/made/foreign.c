#include "bench/made/foreign.h"

#include <stdint.h>

#include "bench/made/words.h"

static uint64_t key_of(int engagement, int part, int line)
{
    return (uint64_t)engagement << 32 | (uint64_t)(part * 1000 + line);
}

/* "name: Some words", at so many spaces. */
static void phrase(FILE *out, int indent, const char *name, uint64_t key, int words)
{
    fprintf(out, "%*s%s: ", indent, "", name);
    bench_phrase(out, key, words);
    fputc('\n', out);
}

/* A workload of a cluster and the service before it: two documents. */
static void manifest(FILE *out, int engagement, int part)
{
    fprintf(
        out,
        "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: orders-%d-%d\n  labels: {app: orders, tier: web}\n"
        "spec:\n  replicas: %d\n  selector:\n    matchLabels: {app: orders}\n  template:\n    metadata:\n"
        "      labels: {app: orders}\n    spec:\n      containers:\n",
        engagement, part, 1 + part % 4);
    for (int i = 0; i < 4; i++) {
        fprintf(out,
                "        - name: worker-%d\n          image: registry.example/orders/worker:%d.%d.%d\n"
                "          ports:\n            - {containerPort: %d, protocol: TCP}\n          env:\n",
                i, engagement, part, i, 8080 + i);
        for (int j = 0; j < 3; j++) {
            fprintf(out, "            - name: SETTING_%d\n", j);
            phrase(out, 14, "value", key_of(engagement, part, i * 10 + j), 2);
        }
        fputs("          resources:\n            requests: {cpu: 100m, memory: 128Mi}\n"
              "            limits: {cpu: 500m, memory: 512Mi}\n",
              out);
    }
    fprintf(out,
            "---\napiVersion: v1\nkind: Service\nmetadata:\n  name: orders-%d-%d\nspec:\n  selector: {app: orders}\n"
            "  ports:\n    - port: 80\n      targetPort: 8080\n",
            engagement, part);
}

static void workflow(FILE *out, int engagement, int part)
{
    fprintf(out,
            "name: build-%d-%d\non:\n  push:\n    branches: [main]\n  pull_request:\njobs:\n  build:\n"
            "    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v4\n",
            engagement, part);
    for (int i = 0; i < 14; i++) {
        phrase(out, 6, "- name", key_of(engagement, part, i), 3);
        fprintf(out, "        run: |\n          make target-%d\n          make report-%d\n", i, i);
    }
}

/* A list of services, as a compose file or the values of a chart have one. */
static void services(FILE *out, int engagement, int part)
{
    fprintf(out, "version: \"3.%d\"\nservices:\n", part % 9);
    for (int i = 0; i < 10; i++) {
        fprintf(out, "  service-%d:\n    image: registry.example/service-%d:%d\n    restart: always\n", i, i,
                engagement);
        phrase(out, 4, "description", key_of(engagement, part, i), 6);
        fprintf(out, "    environment:\n      PORT: \"%d\"\n      LEVEL: info\n    depends_on: [service-%d]\n",
                9000 + i, (i + 1) % 10);
    }
}

void bench_foreign(FILE *out, int engagement, int part)
{
    static void (*const writers[])(FILE *, int, int) = {manifest, workflow, services};

    writers[part % 3](out, engagement, part);
}
