package io.rebootmgr.consul;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.X509TrustManager;

/**
 * TLS over connected sockets, to a server of one expected name. That name goes into SNI and is checked against the
 * server's certificate during the handshake, whatever host the URL names: both HTTP clients here therefore get
 * {@link #CHECKED_IN_HANDSHAKE} for their own check.
 */
final class TlsSockets extends SSLSocketFactory {
    static final HostnameVerifier CHECKED_IN_HANDSHAKE = (host, session) -> true;

    private final SSLSocketFactory sockets;
    private final X509TrustManager trust;
    private final String expectedName;
    private final boolean verify;

    TlsSockets(SSLSocketFactory sockets, X509TrustManager trust, String expectedName, boolean verify) {
        this.sockets = sockets;
        this.trust = trust;
        this.expectedName = expectedName;
        this.verify = verify;
    }

    X509TrustManager trust() {
        return trust;
    }

    @Override
    public Socket createSocket(Socket connected, String host, int port, boolean autoClose) throws IOException {
        SSLSocket socket = (SSLSocket) sockets.createSocket(connected, expectedName, port, autoClose);
        if (verify) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
        }
        return socket;
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return sockets.getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return sockets.getSupportedCipherSuites();
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        throw onlyOverConnected();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress from, int fromPort) throws IOException {
        throw onlyOverConnected();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        throw onlyOverConnected();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort) throws IOException {
        throw onlyOverConnected();
    }

    private static SocketException onlyOverConnected() {
        return new SocketException("TLS is set up over a connected socket only");
    }
}
