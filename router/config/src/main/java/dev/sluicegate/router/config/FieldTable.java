package dev.sluicegate.router.config;

import dev.sluicegate.router.config.schema.FieldRules;

/**
 * The rules of every field of a router's file. Made of the annotations of the records by {@code FieldTableTest}, because reading
 * annotations would take a tenth of a router's start; {@code mvn -pl router/config test -Dsluicegate.rewrite=true} writes it.
 */
final class FieldTable {
    static final FieldRules RULES = FieldRules.of("""
            Accounting
            sink VALUE DEFAULT absent=None
            file VALUE OPTIONAL fewest=1 most=4096 side=ROUTER
            Admin
            port VALUE DEFAULT absent=9090 min=0 max=65535
            token BLOCK OPTIONAL
            Affinity
            by VALUE REQUIRED
            header VALUE OPTIONAL fewest=1 most=128 format=HEADER_NAME
            Auth
            mode VALUE DEFAULT absent=None
            masterKey BLOCK OPTIONAL
            keys BLOCK OPTIONAL
            routerKeys BLOCK OPTIONAL
            Budget
            amount VALUE REQUIRED min=0 max=1000000000 above=true
            per VALUE REQUIRED
            Capabilities
            tokenLimit VALUE OPTIONAL
            refusedFields VALUE OPTIONAL most=64 each=64
            efforts VALUE OPTIONAL most=16 each=32
            systemMessages VALUE OPTIONAL
            reasoningHistory VALUE OPTIONAL
            toolNameLength VALUE OPTIONAL min=16 max=1024
            toolCallIdLength VALUE OPTIONAL min=4 max=64
            toolSchemas VALUE OPTIONAL
            responseFormats VALUE OPTIONAL
            topPWithTemperature VALUE OPTIONAL
            CertificatePairSource
            secretRef BLOCK REQUIRED side=GATEWAY
            file VALUE REQUIRED fewest=1 most=4096 side=ROUTER
            keyFile VALUE REQUIRED fewest=1 most=4096 side=ROUTER
            CertificateSource
            secretKeyRef BLOCK OPTIONAL side=GATEWAY
            configMapKeyRef BLOCK OPTIONAL side=GATEWAY
            file VALUE REQUIRED fewest=1 most=4096 side=ROUTER
            ConfigMapKeyRef
            name VALUE REQUIRED fewest=1 most=253 format=CONFIG_MAP_NAME
            key VALUE REQUIRED fewest=1 most=253 format=OBJECT_KEY
            DrainSettings
            settle VALUE DEFAULT absent=10s min=0s max=168h
            timeout VALUE DEFAULT absent=30m min=0s max=8760h side=GATEWAY
            terminationBudget VALUE DEFAULT absent=5m min=1s max=168h
            eviction VALUE DEFAULT absent=Wait side=GATEWAY
            Ejection
            failures VALUE DEFAULT absent=5 min=0 max=10000
            window VALUE DEFAULT absent=30s min=1ms max=168h
            baseTime VALUE DEFAULT absent=5s min=1ms max=168h
            maxTime VALUE DEFAULT absent=5m min=1ms max=168h
            Hedge
            after VALUE REQUIRED min=1ms max=168h
            InferencePoolRef
            name VALUE REQUIRED most=253 format=OBJECT_NAME
            Key
            id VALUE REQUIRED fewest=1 most=63 format=KEY_ID
            key VALUE OPTIONAL format=CLIENT_KEY
            sha256 VALUE OPTIONAL format=SHA256
            models VALUE OPTIONAL fewest=1
            requestsPerMinute VALUE OPTIONAL min=1 max=1000000000
            tokensPerMinute VALUE OPTIONAL min=1 max=1000000000
            maxConcurrent VALUE OPTIONAL min=1 max=1000000000
            budget BLOCK OPTIONAL
            team VALUE OPTIONAL fewest=1 most=63 format=KEY_ID
            modelLimits BLOCK OPTIONAL
            expires VALUE OPTIONAL
            previous BLOCK OPTIONAL
            labels VALUE OPTIONAL
            KeysFile
            keys BLOCK OPTIONAL
            teams BLOCK OPTIONAL
            KeysSecretRef
            name VALUE REQUIRED fewest=1 most=253 format=SECRET_NAME
            key VALUE DEFAULT absent=keys.yaml fewest=1 most=253 format=OBJECT_KEY
            KeysSource
            secretKeyRef BLOCK REQUIRED side=GATEWAY
            file VALUE REQUIRED fewest=1 most=4096 side=ROUTER
            LimitStore
            url VALUE REQUIRED most=1024 format=REDIS_URL
            mode VALUE DEFAULT absent=Single
            others VALUE OPTIONAL most=16 each=255 format=HOST_AND_PORT
            sentinel BLOCK OPTIONAL
            username VALUE OPTIONAL fewest=1 most=256
            password BLOCK OPTIONAL
            onFailure VALUE DEFAULT absent=Open
            timeout VALUE DEFAULT absent=250ms min=1ms max=168h
            Limits
            maxRequestBodySize VALUE DEFAULT absent=32Mi min=1 max=2047Mi
            requestsPerMinute VALUE OPTIONAL min=1 max=1000000000
            tokensPerMinute VALUE OPTIONAL min=1 max=1000000000
            maxConcurrent VALUE OPTIONAL min=1 max=1000000000
            assumedOutput VALUE DEFAULT absent=4096 min=0 max=1000000000
            unpriced VALUE DEFAULT absent=Refuse
            share VALUE DEFAULT absent=1.0 min=0 max=1 above=true
            store BLOCK OPTIONAL
            ListenerSettings
            port VALUE DEFAULT absent=8080 min=0 max=65535 side=ROUTER
            address VALUE OPTIONAL fewest=1 most=64 side=ROUTER
            headerTimeout VALUE DEFAULT absent=30s min=1ms max=168h
            idleTimeout VALUE DEFAULT absent=10m min=1ms max=168h
            maxHeaderSize VALUE DEFAULT absent=64Ki min=1Ki max=1Mi
            maxConnections VALUE DEFAULT absent=20000 min=1 max=1000000
            maxStreamsPerConnection VALUE DEFAULT absent=1000 min=1 max=100000
            tls BLOCK OPTIONAL
            ListenerTls
            certificate BLOCK REQUIRED
            clientCa BLOCK OPTIONAL
            LoadMetrics
            path VALUE DEFAULT absent=/metrics fewest=1 most=256 format=PATH
            pollInterval VALUE DEFAULT absent=5s min=100ms max=168h
            Logging
            level VALUE DEFAULT absent=INFO
            accessLog VALUE DEFAULT absent=true
            prompts VALUE DEFAULT absent=false
            Model
            name VALUE REQUIRED most=128 format=MODEL_NAME
            aliases VALUE OPTIONAL most=32 each=128 format=MODEL_NAME
            targets BLOCK OPTIONAL most=16
            balance VALUE DEFAULT absent=WeightedRandom
            fallbacks VALUE OPTIONAL most=16 each=128
            contextFallbacks VALUE OPTIONAL most=16 each=128
            policyFallbacks VALUE OPTIONAL most=16 each=128
            unsupported VALUE DEFAULT absent=Drop
            cacheMarks VALUE DEFAULT absent=AsSent
            retry BLOCK BLOCK
            affinity BLOCK OPTIONAL
            hedge BLOCK OPTIONAL
            ModelLimit
            model VALUE REQUIRED
            requestsPerMinute VALUE OPTIONAL min=1 max=1000000000
            tokensPerMinute VALUE OPTIONAL min=1 max=1000000000
            maxConcurrent VALUE OPTIONAL min=1 max=1000000000
            budget BLOCK OPTIONAL
            PassThrough
            requestHeaders VALUE OPTIONAL most=32 each=128 format=HEADER_NAME
            responseHeaders VALUE OPTIONAL most=32 each=128 format=HEADER_NAME
            clientKey VALUE DEFAULT absent=false
            PreviousKey
            key VALUE OPTIONAL format=CLIENT_KEY
            sha256 VALUE OPTIONAL format=SHA256
            expires VALUE OPTIONAL
            Price
            model VALUE REQUIRED fewest=1 most=256
            provider VALUE OPTIONAL fewest=1 most=63
            input VALUE REQUIRED min=0 max=1000000000
            output VALUE REQUIRED min=0 max=1000000000
            cachedInput VALUE OPTIONAL min=0 max=1000000000
            cacheWrite VALUE OPTIONAL min=0 max=1000000000
            Provider
            name VALUE REQUIRED most=63 format=NAME
            api VALUE REQUIRED
            baseUrl VALUE REQUIRED most=1024 format=HTTP_URL
            addresses VALUE OPTIONAL most=64 each=64 format=SERVER_ADDRESS
            serviceRef BLOCK OPTIONAL
            inferencePoolRef BLOCK OPTIONAL
            flavor VALUE DEFAULT absent=Standard
            capabilities BLOCK OPTIONAL
            responses VALUE DEFAULT absent=Native
            chat VALUE DEFAULT absent=AsSent
            streamUsage VALUE DEFAULT absent=Ask
            credentials BLOCK OPTIONAL
            credentialsHeader VALUE OPTIONAL fewest=1 most=128 format=HEADER_NAME
            headers VALUE OPTIONAL most=32 each=1024
            query VALUE OPTIONAL most=32 each=1024
            passThrough BLOCK BLOCK
            tls BLOCK OPTIONAL
            proxy BLOCK OPTIONAL
            timeouts BLOCK BLOCK
            maxInFlight VALUE OPTIONAL min=1 max=1000000
            queue BLOCK BLOCK
            slots BLOCK OPTIONAL
            loadMetrics BLOCK OPTIONAL
            ejection BLOCK BLOCK
            ProviderProxy
            url VALUE REQUIRED most=1024 format=PROXY_URL
            username VALUE OPTIONAL fewest=1 most=256
            password BLOCK OPTIONAL
            ProviderTls
            ca BLOCK OPTIONAL
            client BLOCK OPTIONAL
            Queue
            size VALUE DEFAULT absent=0 min=0 max=100000
            timeout VALUE DEFAULT absent=30s min=1ms max=168h
            ResponseCache
            size VALUE DEFAULT absent=64Mi min=1 max=1023Gi
            ttl VALUE DEFAULT absent=5m min=1ms max=168h
            Retry
            attempts VALUE DEFAULT absent=2 min=0 max=20
            backoff VALUE DEFAULT absent=100ms min=0s max=168h
            maxBackoff VALUE DEFAULT absent=2s min=0s max=168h
            maxRetryAfter VALUE DEFAULT absent=10s min=0s max=168h
            statuses VALUE OPTIONAL most=32
            RouterConfig
            version VALUE REQUIRED
            generation VALUE DEFAULT absent=0 min=0 max=2147483647 side=ROUTER
            listener BLOCK BLOCK
            admin BLOCK BLOCK
            logging BLOCK BLOCK
            tracing BLOCK OPTIONAL
            providers BLOCK OPTIONAL
            models BLOCK OPTIONAL
            streams BLOCK BLOCK
            auth BLOCK BLOCK
            limits BLOCK BLOCK
            prices BLOCK OPTIONAL
            accounting BLOCK BLOCK
            cache BLOCK OPTIONAL
            drain BLOCK BLOCK
            RouterKeysFile
            keys BLOCK OPTIONAL
            RouterKeysSource
            file VALUE REQUIRED fewest=1 most=4096 side=ROUTER
            SecretKeyRef
            name VALUE REQUIRED fewest=1 most=253 format=SECRET_NAME
            key VALUE REQUIRED fewest=1 most=253 format=OBJECT_KEY
            SecretSource
            secretKeyRef BLOCK REQUIRED side=GATEWAY
            file VALUE OPTIONAL fewest=1 most=4096 side=ROUTER
            env VALUE OPTIONAL fewest=1 most=256 side=ROUTER
            Sentinel
            master VALUE DEFAULT absent=mymaster fewest=1 most=256
            password BLOCK OPTIONAL
            ServiceRef
            name VALUE REQUIRED most=63 format=NAME
            namespace VALUE OPTIONAL most=63 format=NAME
            port VALUE OPTIONAL most=63 format=NAME
            Slots
            path VALUE DEFAULT absent=/slots fewest=1 most=256 format=PATH
            pollInterval VALUE DEFAULT absent=2s min=100ms max=168h
            idlePollInterval VALUE DEFAULT absent=30s min=100ms max=168h
            Streams
            heartbeat VALUE DEFAULT absent=15s min=0s max=168h
            Target
            provider VALUE REQUIRED most=63
            model VALUE OPTIONAL fewest=1 most=256
            weight VALUE DEFAULT absent=1 min=0 max=1000000
            Team
            id VALUE REQUIRED format=KEY_ID
            requestsPerMinute VALUE OPTIONAL min=1 max=1000000000
            tokensPerMinute VALUE OPTIONAL min=1 max=1000000000
            maxConcurrent VALUE OPTIONAL min=1 max=1000000000
            budget BLOCK OPTIONAL
            modelLimits BLOCK OPTIONAL
            Timeouts
            connect VALUE DEFAULT absent=5s min=1ms max=168h
            firstByte VALUE DEFAULT absent=5m min=1ms max=168h
            idle VALUE DEFAULT absent=5m min=1ms max=168h
            request VALUE DEFAULT absent=1h min=1ms max=168h
            TlsSecretRef
            name VALUE REQUIRED fewest=1 most=253 format=SECRET_NAME
            Tracing
            endpoint VALUE REQUIRED most=1024 format=TRACES_URL
            sampleRatio VALUE DEFAULT absent=1.0 min=0 max=1
            headers BLOCK OPTIONAL
            compression VALUE DEFAULT absent=None
            """);

    private FieldTable() {}
}
